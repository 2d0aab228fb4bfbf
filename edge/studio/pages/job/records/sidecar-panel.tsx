import { useQuery } from "@tanstack/react-query";
import type { JobResource } from "../../../../contract/jobs/jobs.ts";
import { buttonClasses } from "../../../ui/button/button.tsx";
import { CopyButton } from "../../../ui/button/copy-button.tsx";
import { Skeleton } from "../../../ui/feedback/skeleton.tsx";
import { Table } from "../../../ui/figures/table.tsx";
import { Icon } from "../../../ui/icon.tsx";
import { readSidecar } from "../data/calls.ts";
import { inWords } from "../data/stage-name.ts";
import { words } from "../words.ts";

/** What is needed to make the same again: seeds, models, and graphs as they ran. */
export function SidecarPanel({ job }: { job: JobResource }) {
	const say = words.use();
	const { data, error } = useQuery({
		queryKey: ["sidecar", job.id, job.version],
		queryFn: ({ signal }) => readSidecar(job.id, signal),
		placeholderData: (before) => before,
	});
	if (error) return <p className="text-muted">{error.message}</p>;
	if (!data) return <Skeleton className="h-40 w-full" />;
	return (
		<div className="space-y-4">
			<div className="flex flex-wrap justify-end gap-3">
				<CopyButton text={JSON.stringify(data, null, 2)} />
				<a href={job.urls.workflow} download={`${job.id}.json`} className={buttonClasses()}>
					<Icon name="download" className="size-4.5" />
					{say("download_sidecar")}
				</a>
			</div>
			<Table
				label={say("sidecar")}
				rows={data.tasks}
				keyOf={({ task }) => task}
				columns={[
					{ key: "stage", words: say("stage"), cell: ({ stage, index }) => `${inWords(stage)} ${index + 1}` },
					{
						key: "seed",
						words: say("seed"),
						cell: ({ seed }) => <span className="figures font-mono text-sm">{seed ?? "–"}</span>,
					},
					{
						key: "models",
						words: say("models"),
						cell: ({ models }) => (
							<ul className="min-w-48 font-mono text-xs [overflow-wrap:anywhere]" dir="ltr">
								{models.map(({ folder, file }) => (
									<li key={`${folder}/${file}`}>
										{folder}/{file}
									</li>
								))}
							</ul>
						),
					},
					{ key: "comfyui", words: "ComfyUI", cell: ({ comfyui_version }) => comfyui_version ?? "–" },
				]}
			/>
		</div>
	);
}
