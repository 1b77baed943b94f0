// A small district as a student information system exports it, with faults to be found.
import { createRequire } from 'node:module'

const { zipSync, strToU8, unzipSync, strFromU8 } = createRequire(new URL('../../web/package.json', import.meta.url))('fflate')

export const HEADER =
  'import_id,first_name,middle_init,last_name,suffix,nickname,login,password,email,user_type,organization_id,blocked,display_id,google_email_address'

export const TEACHERS = 3
export const STUDENTS = 24
/** The passwords of users.csv; none of them may ever leave the browser. */
export const PASSWORDS = Array.from({ length: TEACHERS + STUDENTS }, (_, n) => `Secret-${n}-word`)
/** The row of users.csv whose flag is no flag, and the rows of roster.csv with a bad role and without a person. */
export const FAULTS = { flag: 5, role: 3, person: 4 }

const person = (n) => {
  const type = n < TEACHERS ? 'T' : 'S'
  const flag = n + 2 === FAULTS.flag ? 'perhaps' : '0'
  const organization = n % 2 === 0 ? 'north' : 'south'
  return `sis-${n},First${n},,Last${n},,,district.${n},${PASSWORDS[n]},district.${n}@harbour.example,${type},${organization},${flag},,`
}

const lines = (...rows) => `${rows.join('\r\n')}\r\n`

export const users = (people = PASSWORDS.map((_, n) => person(n))) => lines(HEADER, ...people)

export const district = () => ({
  'users.csv': users(),
  'organizations.csv': lines('import_id,name,parent_org_id', 'north,North Harbour,', 'south,South Harbour,'),
  'classes.csv': lines(
    'import_id,name,shortname,description,code,year,teacher_id,organization_id',
    'c-1,Algebra,ALG,,A1,2026,sis-0,north',
    'c-2,Biology,BIO,,B1,2026,sis-1,south',
  ),
  'roster.csv': lines('class_id,user_id,role', 'c-1,sis-3,S', 'c-1,sis-4,X', 'c-2,,S', 'c-2,sis-6,'),
})

/** A zip as a file to be chosen. */
export const zip = (name, files) => ({
  name,
  mimeType: 'application/zip',
  buffer: Buffer.from(zipSync(Object.fromEntries(Object.entries(files).map(([path, text]) => [path, typeof text === 'string' ? strToU8(text) : text])))),
})

export const unzip = (bytes) =>
  Object.fromEntries(Object.entries(unzipSync(new Uint8Array(bytes))).map(([path, content]) => [path, strFromU8(content)]))
