import { destinationOf, insideOf } from "../outside/destination.ts";
import type { Network } from "../outside/network.ts";
import { ApiError } from "../problem.ts";

/** Refuses a URL that nothing would be posted to, with a pointer to it: its form, and where its name leads now. */
export async function acceptUrl(url: string, { resolve, allowLoopback }: Network): Promise<void> {
	const destination = destinationOf(url, allowLoopback);
	if (!destination.ok) throw refusal(destination);
	if (destination.resolve === null) return;
	const addresses = await resolve(destination.resolve).catch(() => {
		throw new ApiError(
			"unavailable",
			`the name ${destination.resolve} could not be looked up; try again`,
			[],
			{
				"retry-after": "5",
			},
		);
	});
	const inside = insideOf(destination.resolve, addresses);
	if (inside) throw refusal(inside);
}

function refusal({ code, message }: { code: string; message: string }): ApiError {
	return new ApiError("webhook_url_refused", message, [{ pointer: "/url", code, message }]);
}
