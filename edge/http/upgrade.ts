import { ApiError } from "../problem.ts";
import type { AppContext } from "./app.ts";

/** The subprotocols a client offers with its upgrade. */
export function offeredProtocols(c: AppContext): string[] {
	return (c.req.header("sec-websocket-protocol") ?? "").split(",").map((part) => part.trim());
}

/**
 * Hands a socket over. The subprotocol is named only where the client offered it: clients give up on a
 * connection that speaks one they did not ask for.
 */
export function answerSocket(c: AppContext, webSocket: WebSocket | null, protocol: string): Response {
	if (!webSocket)
		throw new ApiError("unavailable", "the socket could not be opened", [], { "retry-after": "1" });
	const headers = offeredProtocols(c).includes(protocol) ? { "sec-websocket-protocol": protocol } : undefined;
	return new Response(null, { status: 101, webSocket, ...(headers ? { headers } : {}) });
}

export function requireUpgrade(c: AppContext): void {
	if (c.req.header("upgrade")?.toLowerCase() !== "websocket") {
		throw new ApiError("upgrade_required", "open this address as a WebSocket", [], { upgrade: "websocket" });
	}
}
