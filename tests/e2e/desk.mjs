// What a person does with files: choose, check, upload, apply and download them.
import { readFile } from 'node:fs/promises'

export const choose = (page, files) => page.locator('input[type=file]').setInputFiles(files)

/** Chooses files at an empty desk; those of before are gone. */
export async function check(page, files) {
  await page.goto('/check')
  await choose(page, files)
}

export const upload = (page) => page.getByRole('button', { name: 'Upload and plan' }).click()

/** Goes on from a plan and says yes to it. */
export async function apply(page) {
  await page.getByRole('button', { name: 'Continue…' }).click()
  await page.getByRole('button', { name: 'Yes, apply it' }).click()
}

/** What a button or link downloads. */
export async function download(control) {
  const [saved] = await Promise.all([control.page().waitForEvent('download'), control.click()])
  return { name: saved.suggestedFilename(), bytes: await readFile(await saved.path()) }
}

/** A CSV that names accounts so that families who share an email are told apart. */
export const csvOf = (name, accounts) =>
  csv(name, [['email', 'user_id'], ...accounts.map(({ email, user_id }) => [email, user_id])])

/** A CSV as a file to be chosen, from rows of cells. */
export const csv = (name, rows) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(rows.map((row) => `${row.join(',')}\n`).join('')),
})
