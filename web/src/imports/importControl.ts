/** Whether a remark is on what a student information system says of an account (R38). */
export const isOfImportControl = ({ code }: { code: string }): boolean => code === 'import-will-restore'
