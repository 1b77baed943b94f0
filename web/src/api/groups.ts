import { read, write } from './request'
import type { AddGroup, Group, GroupAdded, GroupPage } from './types'

/** The groups of an institution, or of all that the person may see, then their classes. */
export const listGroups = async (institution: number | null, signal?: AbortSignal): Promise<Group[]> =>
  (await read<GroupPage>(institution === null ? '/groups' : `/groups?institution=${institution}`, signal)).groups

export const addGroup = (group: AddGroup, key: string): Promise<GroupAdded> => write<GroupAdded>('POST', '/groups', group, key)
