import { read } from './request'
import type { Group, GroupPage } from './types'

/** The groups of an institution, then its classes. */
export const listGroups = async (institution: number, signal?: AbortSignal): Promise<Group[]> =>
  (await read<GroupPage>(`/groups?institution=${institution}`, signal)).groups
