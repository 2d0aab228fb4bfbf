import { canonical } from "../../workflows/graph/canonical.ts";
import { hashSecret } from "../auth/secret.ts";
import type { IdempotencyKey } from "../idempotency/once.ts";
import { ApiError } from "../problem.ts";
import type { AppContext } from "./app-types.ts";

/** The `Idempotency-Key` header with the hash of the body it belongs to, or null where none was sent. */
export async function readIdempotencyKey(
	header: string | undefined,
	route: string,
	body: unknown,
): Promise<IdempotencyKey | null> {
	if (header === undefined) return null;
	if (!/^[\x21-\x7e]{1,255}$/.test(header)) {
		throw new ApiError(
			"invalid_idempotency_key",
			"an Idempotency-Key has 1 to 255 printable ASCII characters",
		);
	}
	return { route, key: header, body_hash: await hashSecret(canonical(body)) };
}

/** Says that the answer is what an earlier request made. */
export function sayReplayed(c: AppContext): void {
	c.header("idempotency-replayed", "true");
}
