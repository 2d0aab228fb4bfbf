import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ApiKey, NewApiKey } from "../../../contract/access/keys.ts";
import type { OidcIssuer } from "../../../contract/access/oidc.ts";
import type { Scope } from "../../../contract/access/scopes.ts";
import type { NodePolicyResource } from "../../../contract/accounts/node-policy.ts";
import { ask } from "../../api.ts";

/** Everything that a key may be given. */
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
] as const satisfies readonly Scope[];
const KEYS = ["api-keys"];

export const useKeys = () =>
	useQuery({ queryKey: KEYS, queryFn: ({ signal }) => ask<{ data: ApiKey[] }>("/v1/api-keys", { signal }) });

export interface KeyRequest {
	name: string;
	scopes: readonly Scope[];
	/** Null: until it is revoked. */
	expires_in_s: number | null;
}

export function useCreateKey(onMade: (key: NewApiKey) => void) {
	const queries = useQueryClient();
	return useMutation({
		mutationFn: ({ expires_in_s, ...request }: KeyRequest) =>
			ask<NewApiKey>("/v1/api-keys", {
				method: "POST",
				json: { ...request, ...(expires_in_s === null ? {} : { expires_in_s }) },
			}),
		onSuccess: async (key) => {
			onMade(key);
			await queries.invalidateQueries({ queryKey: KEYS });
		},
	});
}

export function useRevokeKey() {
	const queries = useQueryClient();
	return useMutation({
		mutationFn: (id: string) => ask<void>(`/v1/api-keys/${encodeURIComponent(id)}`, { method: "DELETE" }),
		onSettled: () => queries.invalidateQueries({ queryKey: KEYS }),
	});
}

export const useNodePolicy = () =>
	useQuery({
		queryKey: ["node-policy"],
		queryFn: ({ signal }) => ask<NodePolicyResource>("/v1/node-policy", { signal }),
	});

export const ISSUERS = "oidc-issuers";
export const useIssuers = () =>
	useQuery({
		queryKey: [ISSUERS],
		queryFn: ({ signal }) => ask<{ data: OidcIssuer[] }>("/v1/oidc-issuers", { signal }),
	});
export const createIssuer = (json: {
	issuer: string;
	audience: string;
	scopes?: readonly Scope[];
	rules?: readonly { claim: string; value: string; scopes: readonly Scope[] }[];
}) => ask<OidcIssuer>("/v1/oidc-issuers", { method: "POST", json });
export const deleteIssuer = (id: string) =>
	ask<void>(`/v1/oidc-issuers/${encodeURIComponent(id)}`, { method: "DELETE" });
