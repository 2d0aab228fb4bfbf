import { useEffect, useState } from "react";
import { shell } from "../../words/shell.ts";
import { Button, type ButtonLook } from "./button.tsx";

const SHOWN_MS = 2000;

interface Props {
	/** What is copied. */
	text: string;
	/** What the button says; left out, that it copies. */
	words?: string;
	look?: ButtonLook;
}

/** Copies text, and says for a moment that it has. */
export function CopyButton({ text, words, look = "plain" }: Props) {
	const say = shell.use();
	const [copied, setCopied] = useState(false);
	useEffect(() => {
		if (!copied) return;
		const timer = setTimeout(() => setCopied(false), SHOWN_MS);
		return () => clearTimeout(timer);
	}, [copied]);
	return (
		<Button
			look={look}
			icon={copied ? "check" : "copy"}
			onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
		>
			<span aria-live="polite">{copied ? say("copied") : (words ?? say("copy"))}</span>
		</Button>
	);
}
