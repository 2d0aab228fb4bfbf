import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { OperatorSession, Session } from "../../../contract/access/sessions.ts";
import { endSession, onSignedOut, openSession, Refusal, renewSession } from "../../api.ts";

/** While the page is used, its session is renewed this often, in milliseconds. */
const RENEW_MS = 30 * 60_000;
/** Says that somebody has signed in with this browser, as what, and no more: only then is the edge asked whether they still are. */
const SIGNED_IN = "darkroom.signed_in";
/** Pages of one browser tell each other of signing out. */
const CHANNEL = "darkroom.session";

/** Why nobody is signed in: nobody was; the session ended; an address that signs in was used before. */
export type SignedOut = "never" | "ended" | "link_over" | "unreachable";
type State =
	| { as: "asking" }
	| { as: "in"; session: Session | OperatorSession }
	| { as: "out"; why: SignedOut };

interface Sessions {
	state: State;
	/** @throws Refusal where the key or token is not good. */
	signIn(credentials: string): Promise<void>;
	signOut(): Promise<void>;
}
const SessionContext = createContext<Sessions | null>(null);

export function useSession(): Sessions {
	const sessions = use(SessionContext);
	if (!sessions) throw new Error("no session above this component");
	return sessions;
}

/** The code of an address that signs in, taken out of the address at once: it must not stay in the history. */
function takeCode(): string | null {
	const code = new URLSearchParams(window.location.hash.slice(1)).get("code");
	if (code !== null) window.history.replaceState(null, "", window.location.pathname + window.location.search);
	return code;
}

/** Whether this browser has a reason to ask the edge who is signed in. */
export const mayBeSignedIn = (): boolean =>
	localStorage.getItem(SIGNED_IN) !== null || window.location.hash.includes("code=");

/** Asked once: in development React mounts twice, and a code is good for one use. */
let beginning: Promise<State> | undefined;

async function asked(): Promise<State> {
	const code = takeCode();
	const known = localStorage.getItem(SIGNED_IN);
	if (code === null && known === null) return { as: "out", why: "never" };
	try {
		return {
			as: "in",
			session: await (code === null
				? renewSession(known === "operator" ? known : "account")
				: openSession(code)),
		};
	} catch (error) {
		const refused = error instanceof Refusal && error.status < 500;
		if (!refused) return { as: "out", why: "unreachable" };
		return { as: "out", why: code === null ? "ended" : "link_over" };
	}
}

/** Asks the edge who is signed in. */
export function begin(): Promise<State> {
	beginning ??= asked();
	return beginning;
}

export function SessionProvider({ children }: { children: ReactNode }) {
	const [state, setState] = useState<State>({ as: "asking" });
	const queries = useQueryClient();
	/** Somebody signs out here: what ends the session is known. */
	const leaving = useRef(false);
	const leave = useCallback(
		(why: SignedOut) => {
			setState((now) => (now.as === "in" ? { as: "out", why } : now));
			queries.clear();
		},
		[queries],
	);
	useEffect(() => {
		void begin().then(setState);
		const channel = new BroadcastChannel(CHANNEL);
		channel.onmessage = () => leave("never");
		const stop = onSignedOut(() => leave(leaving.current ? "never" : "ended"));
		return () => {
			stop();
			channel.close();
		};
	}, [leave]);
	const signedIn = state.as === "in";
	const kind = state.as === "in" ? state.session.kind : "account";
	useEffect(() => {
		if (signedIn) localStorage.setItem(SIGNED_IN, kind);
	}, [signedIn, kind]);
	useEffect(() => {
		if (!signedIn) return;
		let renewed = Date.now();
		const renew = () => {
			if (document.visibilityState !== "visible" || Date.now() - renewed < RENEW_MS) return;
			renewed = Date.now();
			// Where it cannot be renewed now, the next time will do; one that is over says so by itself.
			renewSession(kind).then(
				(session) => setState({ as: "in", session }),
				() => {},
			);
		};
		const timer = setInterval(renew, RENEW_MS / 10);
		document.addEventListener("visibilitychange", renew);
		return () => {
			clearInterval(timer);
			document.removeEventListener("visibilitychange", renew);
		};
	}, [signedIn, kind]);
	const sessions = useMemo<Sessions>(
		() => ({
			state,
			signIn: async (credentials) => {
				setState({ as: "in", session: await openSession(credentials) });
			},
			signOut: async () => {
				leaving.current = true;
				try {
					await endSession(kind);
				} catch (error) {
					// One that is over already needs no end.
					if (!(error instanceof Refusal && error.status < 500)) throw error;
				} finally {
					leaving.current = false;
				}
				localStorage.removeItem(SIGNED_IN);
				leave("never");
				const channel = new BroadcastChannel(CHANNEL);
				channel.postMessage("signed out");
				channel.close();
			},
		}),
		[state, kind, leave],
	);
	return <SessionContext value={sessions}>{children}</SessionContext>;
}
