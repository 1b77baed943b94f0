/** How much a finding matters. */
export type Severity = 'error' | 'warning' | 'note';

/** One finding. */
export interface Notice {
  /** As a spreadsheet counts, the header being row 1; null when it concerns the file. */
  row: number | null;
  /** The profile's name of the column, or the header's for an unknown one; null when it concerns the row. */
  column: string | null;
  /** A stable code, such as `email-missing`. */
  code: string;
  severity: Severity;
  /** The cell, without outer spaces and invisible characters, cut at 80 characters. */
  value: string | null;
  message: string;
  fix: string;
}

/** What was found in one file. */
export interface FileReport {
  name: string;
  bytes: number;
  /** Rows without header and blank lines: `accepted + refused`. */
  rows: number;
  accepted: number;
  refused: number;
  /** How often each code was found; complete, also where notices were left out. */
  counts: Record<string, number>;
  /** In the order of the rows, at most 100,000; errors are kept first. */
  notices: Notice[];
}

/** The result of one check. */
export interface Report {
  /** Null when no header fitted a profile. */
  profile: string | null;
  /** Sorted by name. */
  files: FileReport[];
  ok: boolean;
}

/** A new value for one cell. `column` is counted from 0, or a name of the header. */
export interface Edit {
  row: number;
  column: number | string;
  value: string;
}

/** One row as it stands in the file, quotation marks taken off. */
export interface PickedRow {
  row: number;
  cells: string[];
}
