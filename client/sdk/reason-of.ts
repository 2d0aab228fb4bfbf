/** Why a signal fired. React Native's do not know. */
export function reasonOf(signal: AbortSignal | null | undefined): unknown {
	return signal?.reason ?? Object.assign(new Error("it was aborted"), { name: "AbortError" });
}
