/** A request to the edge that must succeed; the client's own, which tries again. */
export type Ask = (method: string, path: string, init?: RequestInit) => Promise<Response>;
