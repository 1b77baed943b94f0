/** The codes of what can be wrong with a package as a whole; the validator and the server use the same. */
export type PackageCode =
  | 'zip-broken'
  | 'zip-empty'
  | 'zip-encrypted'
  | 'zip-nested'
  | 'zip-path'
  | 'zip-bomb'
  | 'zip-too-many-files'
  | 'file-name-duplicate'

/** Why a package is not taken. The message completes "users.zip: …", as those of notices do. */
export class PackageFault extends Error {
  constructor(
    readonly code: PackageCode,
    message: string,
  ) {
    super(message)
  }
}
