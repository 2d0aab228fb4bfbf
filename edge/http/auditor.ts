import type { Auditor } from "../audit/note.ts";
import type { AccountPrincipal } from "../auth/principal.ts";
import type { AppContext } from "./app-types.ts";

/** Who changes something by this request, and from where. */
export function auditorOf(c: AppContext, { account, key, subject }: AccountPrincipal): Auditor {
	return { account, key, subject, address: c.req.header("cf-connecting-ip") ?? null };
}
