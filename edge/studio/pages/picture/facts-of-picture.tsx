import type { ReactNode } from "react";
import type { Asset } from "../../../contract/assets/assets.ts";
import type { Sidecar } from "../../../contract/jobs/jobs.ts";
import { Link } from "../../app/routing/router.tsx";
import { Facts } from "../../ui/figures/facts.tsx";
import { useFormat } from "../../words/format.ts";
import { sourceOf } from "../job-names.ts";
import type { SidecarTask } from "./use-picture.ts";
import { words } from "./words.ts";

interface Props {
	asset: Asset;
	sidecar: Sidecar | undefined;
	task: SidecarTask | null;
}

/** What a file is, and what made it: workflow, seed, models, machine. */
export function FactsOfPicture({ asset, sidecar, task }: Props) {
	const say = words.use();
	const format = useFormat();
	const { width, height, duration_ms, label, job } = asset;
	const source = sidecar && sourceOf(sidecar);
	const facts: (readonly [string, ReactNode] | null)[] = [
		job === null ? [say("made_with"), say("uploaded")] : null,
		source ? [say("made_with"), source] : null,
		task?.seed == null
			? null
			: [
					say("seed"),
					<span key="seed" className="figures">
						{task.seed}
					</span>,
				],
		width && height ? [say("size"), `${format.number(width)} × ${format.number(height)}`] : null,
		duration_ms === null ? null : [say("length"), format.duration(duration_ms)],
		[say("file"), `${asset.content_type.split("/")[1]?.toUpperCase()} · ${format.bytes(asset.size)}`],
		[say("made"), format.moment(asset.created_at)],
		label === null ? null : [say("label"), label],
		task === null || task.models.length === 0
			? null
			: [
					say("models"),
					<ul key="models" className="space-y-0.5">
						{task.models.map(({ folder, file }) => (
							<li key={`${folder}/${file}`} title={`${folder}/${file}`}>
								{file.split("/").at(-1)}
							</li>
						))}
					</ul>,
				],
		task?.worker == null ? null : [say("machine"), task.worker],
		task?.comfyui_version == null ? null : ["ComfyUI", task.comfyui_version],
		job === null
			? null
			: [
					say("job"),
					<Link key="job" to={`/jobs/${job}`} className="rounded underline underline-offset-2">
						{say("open_job")}
					</Link>,
				],
	];
	return <Facts facts={facts.filter((fact) => fact !== null)} />;
}

/** Bytes as the language writes them: kB and MB. */
