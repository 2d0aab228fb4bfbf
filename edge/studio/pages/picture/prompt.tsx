import { CopyButton } from "../../ui/button/copy-button.tsx";
import { words } from "./words.ts";

/** What was asked to be seen. */
export function Prompt({ prompt }: { prompt: unknown }) {
	const say = words.use();
	if (typeof prompt !== "string" || prompt.trim() === "") return null;
	return (
		<section aria-label={say("prompt")} className="rounded-xl border border-line bg-sheet p-4">
			<p className="max-h-60 overflow-y-auto whitespace-pre-wrap [overflow-wrap:anywhere]" dir="auto">
				{prompt}
			</p>
			<div className="-mb-1 mt-2 -ms-3">
				<CopyButton look="quiet" text={prompt} words={say("copy_prompt")} />
			</div>
		</section>
	);
}
