import type { DatasetChecksResource } from "../../../contract/training/dataset-items.ts";
import { Icon } from "../../ui/icon.tsx";
import { Findings } from "./finding.tsx";
import { words } from "./words.ts";

/** Whether it can be frozen, and what is to be said of the set. */
export function Verdict({ checks }: { checks: DatasetChecksResource | undefined }) {
	const say = words.use();
	if (!checks) return <p className="text-muted">{say("checking")}</p>;
	const all = [...checks.findings, ...checks.items.flatMap(({ findings }) => findings)];
	const faults = all.filter(({ severity }) => severity === "fault").length;
	return (
		<section data-ready={checks.ready} className="space-y-2">
			<p
				role="status"
				className={`flex items-center gap-2 font-medium ${checks.ready ? "text-good" : "text-bad"}`}
			>
				<Icon name={checks.ready ? "check" : "warning"} className="size-5" />
				{checks.ready ? say("ready") : say("not_ready", { n: faults })}
			</p>
			<Findings findings={checks.findings} />
		</section>
	);
}
