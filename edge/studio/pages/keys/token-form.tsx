import { useState } from "react";
import type { Scope } from "../../../contract/access/scopes.ts";
import { CopyButton } from "../../ui/button/copy-button.tsx";
import { Select } from "../../ui/form/select.tsx";
import { ScopeBoxes } from "./scope-boxes.tsx";
import { words } from "./words.ts";

const MINUTE_S = 60;
const MINUTES = ["5", "10", "30", "60"] as const;

/** How a server mints a token for a web page or an app: a session of the studio cannot, it ends with a browser. */
export function TokenForm() {
	const say = words.use();
	const [scopes, setScopes] = useState<readonly Scope[]>(["jobs:read"]);
	const [minutes, setMinutes] = useState<(typeof MINUTES)[number]>("10");
	const body = JSON.stringify({ scopes, expires_in_s: Number(minutes) * MINUTE_S });
	const request = `curl -s ${window.location.origin}/v1/tokens \\\n  -H "authorization: Bearer $DARKROOM_KEY" -H "content-type: application/json" \\\n  -d '${body}'`;
	return (
		<div className="max-w-2xl space-y-5">
			<p className="text-pretty text-muted">{say("token_lead")}</p>
			<ScopeBoxes without="keys:write" chosen={scopes} onChange={setScopes} />
			<Select<(typeof MINUTES)[number]>
				label={say("lasts")}
				value={minutes}
				options={MINUTES.map((one) => [one, say("minutes", { n: Number(one) })] as const)}
				onChange={setMinutes}
			/>
			<pre
				dir="ltr"
				data-request
				className="rounded-xl border border-line bg-sheet p-4 text-sm whitespace-pre-wrap [overflow-wrap:anywhere]"
			>
				{request}
			</pre>
			<CopyButton text={request} words={say("copy_curl")} />
		</div>
	);
}
