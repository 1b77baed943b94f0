/** Every word that the console shows, by what it is about, so that it can be translated. Notices and problems bring their own. */

import { account, accounts, act } from './accounts'
import { app, common, titles } from './app'
import { batches } from './batches'
import { check } from './check'
import { consent, plan } from './plan'
import { notFound, problems, problemTitle, unexplained } from './problems'
import { ownPassword, session } from './session'
import { actions, roles, statuses } from './statuses'
import { upload } from './upload'

export { capitalised, count, fileSize, localTime, number, utcTime } from './format'

export const strings = {
  account,
  accounts,
  act,
  app,
  common,
  titles,
  batches,
  check,
  consent,
  plan,
  notFound,
  problems,
  problemTitle,
  unexplained,
  ownPassword,
  session,
  actions,
  roles,
  statuses,
  upload,
}
