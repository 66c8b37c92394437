/** How the inspecting process says its verdict. 1 is left to Node, for a process that could not even begin. */
export const exitCodes = { harmless: 0, 'file-unreadable': 10, 'file-unsafe': 11 } as const;
