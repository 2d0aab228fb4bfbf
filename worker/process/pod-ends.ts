/** How a pod without work is ended: `stop` keeps its disk, which is paid for; `terminate` keeps nothing. */
export const POD_ENDS = ["stop", "terminate"] as const;
export type PodEnd = (typeof POD_ENDS)[number];
