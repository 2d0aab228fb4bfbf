/** What a key or token may do. */
export const SCOPES = [
	"jobs:read",
	"jobs:write",
	"workflows:write",
	"assets:read",
	"assets:write",
	"characters:read",
	"characters:write",
	"webhooks:read",
	"webhooks:write",
	"keys:write",
] as const;
export type Scope = (typeof SCOPES)[number];
