import type { WorkflowResource } from "../../../contract/workflows/workflows.ts";
import { CopyButton } from "../../ui/button/copy-button.tsx";
import { words } from "./words.ts";

/** The request of the example, for a shell. */
function curlOf(origin: string, workflow: Pick<WorkflowResource, "id" | "version" | "example">): string {
	const body = { workflow: `${workflow.id}@${workflow.version}`, parameters: workflow.example };
	// A quote inside the quotes of a shell: end them, say it, begin again.
	const quoted = JSON.stringify(body).replaceAll("'", `'\\''`);
	return `curl -s ${origin}/v1/jobs \\\n  -H "authorization: Bearer $DARKROOM_KEY" -H "content-type: application/json" \\\n  -d '${quoted}'`;
}

/** What a job of the example sends. */
export function Example({ workflow }: { workflow: WorkflowResource }) {
	const say = words.use();
	const needsFiles = Object.keys(workflow.assets).some((name) => name in workflow.example);
	return (
		<>
			<p className="mb-3 text-muted">{needsFiles ? say("example_file") : say("example_lead")}</p>
			<pre
				dir="ltr"
				className="overflow-x-auto rounded-xl border border-line bg-sheet p-4 text-sm whitespace-pre-wrap [overflow-wrap:anywhere]"
			>
				{JSON.stringify({ workflow: workflow.id, parameters: workflow.example }, null, 2)}
			</pre>
			<div className="mt-3">
				<CopyButton text={curlOf(window.location.origin, workflow)} words={say("copy_curl")} />
			</div>
		</>
	);
}
