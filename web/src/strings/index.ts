/** Every word that the console shows, by what it is about, so that it can be translated. Notices and problems bring their own. */

import { account } from './account'
import { accounts, act, bulk } from './accounts'
import { app, common, titles } from './app'
import { audit, eventTypes } from './audit'
import { batches } from './batches'
import { check } from './check'
import { compensation } from './compensation'
import { home } from './home'
import { consent, plan } from './plan'
import { event } from './event'
import { logCheck } from './log'
import { notFound, problems, problemTitle, unexplained, unsure } from './problems'
import { ownPassword, session } from './session'
import { seats } from './seats'
import { actions, roles, statuses } from './statuses'
import { upload } from './upload'

export {
  capitalised,
  count,
  fileSize,
  listed,
  localClock,
  localDay,
  localTime,
  localWeekday,
  nearDay,
  number,
  utcTime,
  withGroupedNumbers, withLocalTimes,
  zone,
} from './format'

export const strings = {
  account,
  accounts,
  act,
  bulk,
  app,
  common,
  titles,
  audit,
  batches,
  check,
  compensation,
  consent,
  event,
  eventTypes,
  home,
  logCheck,
  plan,
  notFound,
  problems,
  problemTitle,
  unexplained,
  unsure,
  ownPassword,
  seats,
  session,
  actions,
  roles,
  statuses,
  upload,
}
