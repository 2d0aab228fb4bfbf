import { CLOSE, EVENTS_PROTOCOL } from "../../contract/close-codes.ts";

/** The longest pause before a lost socket is opened again, and the first, in milliseconds. */
const LONGEST_PAUSE_MS = 15_000;
const FIRST_PAUSE_MS = 300;
/** Nothing is lost by coming back: these say that nothing would be won either. */
const FINAL: readonly number[] = [CLOSE.done, CLOSE.unauthorized, CLOSE.forbidden, CLOSE.notFound];

/** How long to wait before the next try, after `lost` of them, `random` of 0 to 1: those who were lost together come back apart. Pure. */
export function pauseBefore(lost: number, random: number): number {
	return random * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** lost);
}

export interface Kept {
	/** Where it is opened, below this server; asked each time, since it says what is known already. */
	address(): string;
	onFrame(text: string): void;
	onLive(live: boolean): void;
	/** It is open: what can be said to it, for as long as it is. */
	onOpen?(say: (text: string) => void): void;
	/** It was closed for good, with this code. */
	onEnd?(code: number): void;
}

/** Keeps a socket of events open until it has said all there is. Returns how to let it go. */
export function keepSocket({ address, onFrame, onLive, onOpen, onEnd }: Kept): () => void {
	let socket: WebSocket | undefined;
	let timer: ReturnType<typeof setTimeout> | undefined;
	let lost = 0;
	let over = false;
	const open = () => {
		clearTimeout(timer);
		if (over) return;
		const own = new WebSocket(new URL(address(), window.location.href), EVENTS_PROTOCOL);
		socket = own;
		own.onopen = () => {
			if (socket !== own) return;
			lost = 0;
			// Whoever has said something is let go at once when the socket is closed.
			own.send("ping");
			onOpen?.((text) => {
				if (own.readyState === WebSocket.OPEN) own.send(text);
			});
			onLive(true);
		};
		own.onmessage = ({ data }) => {
			if (socket === own && typeof data === "string" && data !== "pong") onFrame(data);
		};
		own.onclose = ({ code }) => {
			if (socket !== own) return;
			socket = undefined;
			onLive(false);
			if (FINAL.includes(code)) over = true;
			if (over) return onEnd?.(code);
			timer = setTimeout(open, pauseBefore(lost, Math.random()));
			lost += 1;
		};
	};
	const back = () => {
		lost = 0;
		if (!socket) open();
	};
	/** A network that is gone closes no socket by itself for minutes, and answers no close: nobody waits for either. */
	const gone = () => {
		const lost = socket;
		socket = undefined;
		clearTimeout(timer);
		lost?.close();
		onLive(false);
	};
	window.addEventListener("online", back);
	window.addEventListener("offline", gone);
	open();
	return () => {
		over = true;
		clearTimeout(timer);
		window.removeEventListener("online", back);
		window.removeEventListener("offline", gone);
		socket?.close();
	};
}
