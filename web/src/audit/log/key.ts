/** The short id of a key that is written `name+id+key`. */
export const keyId = (key: string): string => key.split('+')[1] ?? key
