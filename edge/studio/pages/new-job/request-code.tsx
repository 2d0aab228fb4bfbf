import { CopyButton } from "../../ui/button/copy-button.tsx";
import { Tabs } from "../../ui/page/tabs.tsx";
import { asCommand, asCurl, asTypeScript, type JobBody } from "./data/request-text.ts";
import { words } from "./words.ts";

/** The same request for programs: what the form would send, to copy. */
export function RequestCode({ body }: { body: JobBody }) {
	const say = words.use();
	const { origin } = window.location;
	const code = (text: string) => (
		<div>
			<pre
				dir="ltr"
				className="rounded-lg bg-raised p-3 font-mono text-xs whitespace-pre-wrap [overflow-wrap:anywhere]"
			>
				{text}
			</pre>
			<div className="mt-3 flex justify-end">
				<CopyButton text={text} />
			</div>
		</div>
	);
	return (
		<details className="rounded-xl border border-line bg-sheet">
			<summary className="cursor-pointer rounded-xl px-4 py-3 font-medium">{say("as_code")}</summary>
			<div className="border-t border-line p-4">
				<Tabs
					label={say("as_code")}
					tabs={[
						{ key: "curl", words: "curl", content: code(asCurl(origin, body)) },
						{ key: "typescript", words: "TypeScript", content: code(asTypeScript(origin, body)) },
						{ key: "command", words: say("command_line"), content: code(asCommand(origin, body)) },
					]}
				/>
			</div>
		</details>
	);
}
