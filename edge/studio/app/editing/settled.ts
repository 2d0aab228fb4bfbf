import { useEffect, useState } from "react";

/** After the last change so long is waited, in milliseconds. */
const SETTLED_MS = 400;

/** What was typed, once nobody types any more. */
export function useSettled(text: string): string {
	const [settled, setSettled] = useState(text);
	useEffect(() => {
		const timer = setTimeout(() => setSettled(text), SETTLED_MS);
		return () => clearTimeout(timer);
	}, [text]);
	return settled;
}
