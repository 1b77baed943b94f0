/** What a log was at one size. */
export interface Checkpoint {
  /** The log's name. */
  origin: string;
  /** How many records it had; exact up to 2^53. */
  size: number;
  /** The root of the tree over them, in base64. */
  root: string;
}

/** The stable words for what can be wrong with a log. */
export type FaultKind =
  | "checkpoint"
  | "edited"
  | "swapped"
  | "moved"
  | "inserted"
  | "removed"
  | "cut"
  | "rewritten"
  | "unsigned"
  | "tile";

/** One thing that is wrong, and where. */
export interface Fault {
  /** The record concerned or the first of several, the first one under a tile, or the size that a checkpoint claims. */
  position: number | null;
  kind: FaultKind;
  message: string;
}

/** What a log was found to be. */
export interface Verdict {
  ok: boolean;
  /** How many records there are. */
  size: number;
  /** The root of the tree over them as they are, in base64. */
  root: string;
  /** By position, at most 1,000. */
  faults: Fault[];
  /** How many faults there were besides. */
  more_faults: number;
}

/** Gives a stored tile's bytes by its level and number; undefined where there is none. */
export type ReadTile = (level: number, index: number) => Uint8Array | undefined;
