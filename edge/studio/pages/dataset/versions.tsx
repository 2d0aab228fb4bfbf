import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { DatasetResource, DatasetVersion } from "../../../contract/training/datasets.ts";
import { archivePath, deleteDatasetVersion } from "../../api/datasets.ts";
import { DeleteDialog } from "../../app/editing/delete-dialog.tsx";
import { Link } from "../../app/routing/router.tsx";
import { buttonClasses, IconButton } from "../../ui/button/button.tsx";
import { Ago } from "../../ui/figures/figures.tsx";
import { Icon } from "../../ui/icon.tsx";
import { datasetChanged } from "./queries.ts";
import { words } from "./words.ts";

/** It as it is now, and each version: to be downloaded, trained from, and deleted. */
export function Versions({ dataset: { name, versions } }: { dataset: DatasetResource }) {
	const say = words.use();
	const queries = useQueryClient();
	const [leaving, setLeaving] = useState<DatasetVersion | null>(null);
	return (
		<section aria-labelledby="versions">
			<div className="mb-3 flex flex-wrap items-center justify-between gap-3">
				<h2 id="versions" className="text-lg font-semibold">
					{say("versions")}
				</h2>
				<a href={archivePath(name, 0)} download className={buttonClasses()}>
					<Icon name="download" className="size-4.5" />
					{say("now")}
				</a>
			</div>
			<ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-sheet empty:hidden">
				{versions.map((one) => (
					<li key={one.version} className="flex items-center gap-3 px-4 py-3" data-version={one.version}>
						<div className="min-w-0 flex-1">
							<a
								href={archivePath(name, one.version)}
								download
								className="inline-flex items-center gap-2 rounded font-medium hover:underline"
							>
								<Icon name="download" className="size-4.5 text-muted" />
								<bdi>{one.reference}</bdi>
							</a>
							<p className="figures flex flex-wrap gap-x-4 text-sm text-muted">
								<span>{say("count", { n: one.pictures })}</span>
								<Ago time={one.created_at} />
							</p>
						</div>
						<Link to={`/trainings/new?dataset=${one.reference}`} className={buttonClasses()}>
							<Icon name="curve" className="size-4.5" />
							{say("train")}
						</Link>
						<IconButton
							icon="trash"
							label={say("delete_title", { name: one.reference })}
							onClick={() => setLeaving(one)}
						/>
					</li>
				))}
			</ul>
			<DeleteDialog
				open={leaving !== null}
				onClose={() => setLeaving(null)}
				title={say("delete_title", { name: leaving?.reference ?? "" })}
				text={say("delete_version_text")}
				yes={say("delete")}
				remove={async () => {
					if (leaving) await deleteDatasetVersion(name, leaving.version);
					await datasetChanged(queries, name);
				}}
				list="datasets"
			/>
		</section>
	);
}
