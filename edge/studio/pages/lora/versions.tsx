import { useMutation, useQueries, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Asset } from "../../../contract/assets/assets.ts";
import type { LoraResource } from "../../../contract/training/loras.ts";
import { changeLora, deleteLoraVersion } from "../../api/loras.ts";
import { DeleteDialog } from "../../app/editing/delete-dialog.tsx";
import { Link } from "../../app/routing/router.tsx";
import { IconButton, iconButtonClasses } from "../../ui/button/button.tsx";
import { Menu } from "../../ui/button/menu.tsx";
import { toast } from "../../ui/feedback/toast.tsx";
import { Ago } from "../../ui/figures/figures.tsx";
import { Icon } from "../../ui/icon.tsx";
import { useFormat } from "../../words/format.ts";
import { shell } from "../../words/shell.ts";
import { getAsset } from "../assets.ts";
import { newJobWith } from "./new-job-with.ts";
import { words } from "./words.ts";

type Version = LoraResource["versions"][number];

/** Its versions, newest first: what each file is, where it came from, and which one is recommended. */
export function Versions({ lora }: { lora: LoraResource }) {
	const say = words.use();
	const [leaving, setLeaving] = useState<Version | null>(null);
	const queries = useQueryClient();
	const assets = useQueries({
		queries: lora.versions.map(({ asset }) => ({
			queryKey: ["asset", asset],
			queryFn: ({ signal }: { signal: AbortSignal }) => getAsset(asset, signal),
			staleTime: Number.POSITIVE_INFINITY,
			retry: false,
		})),
	});
	return (
		<section aria-labelledby="versions">
			<h2 id="versions" className="mb-3 text-lg font-semibold">
				{say("versions")}
			</h2>
			{lora.versions.length === 0 && <p className="text-muted">{say("no_versions")}</p>}
			<ul className="divide-y divide-line rounded-xl border border-line bg-sheet empty:hidden">
				{lora.versions.map((version, at) => (
					<Row
						key={version.version}
						lora={lora}
						version={version}
						file={assets[at]?.data}
						onDelete={() => setLeaving(version)}
					/>
				))}
			</ul>
			<DeleteDialog
				open={leaving !== null}
				onClose={() => setLeaving(null)}
				title={say("delete_title", { name: leaving?.reference ?? "" })}
				text={say("delete_text")}
				yes={say("delete")}
				remove={async () => {
					if (leaving) await deleteLoraVersion(lora.name, leaving.version);
					await queries.invalidateQueries({ queryKey: ["lora", lora.name] });
				}}
				list="loras"
			/>
		</section>
	);
}

interface RowProps {
	lora: LoraResource;
	version: Version;
	/** What is known of its file; absent until it was asked for. */
	file: Asset | undefined;
	onDelete(): void;
}

function Row({ lora, version, file, onDelete }: RowProps) {
	const say = words.use();
	const common = shell.use();
	const format = useFormat();
	const queries = useQueryClient();
	const recommended = version.version === lora.promoted;
	const recommend = useMutation({
		mutationFn: () => changeLora(lora.name, { promoted: version.version }),
		onSuccess: (changed) => {
			queries.setQueryData(["lora", lora.name], changed);
			void queries.invalidateQueries({ queryKey: ["loras"] });
		},
		onError: (error) => toast({ bad: true, title: common("refused"), text: error.message }),
	});
	const use = newJobWith(lora, version);
	return (
		<li data-version={version.version} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-3.5">
			<div className="min-w-0 flex-1 basis-64">
				<p className="flex flex-wrap items-center gap-x-3 gap-y-1">
					<bdi className="font-medium [overflow-wrap:anywhere]">{version.reference}</bdi>
					{recommended && (
						<span className="inline-flex items-center gap-1 text-sm font-medium text-good">
							<Icon name="check" className="size-4" />
							{say("recommended")}
						</span>
					)}
				</p>
				<p className="figures mt-0.5 flex flex-wrap items-baseline gap-x-4 text-sm text-muted">
					<bdi>{version.family}</bdi>
					{version.base_model !== null && (
						<bdi className="max-w-72 truncate" title={version.base_model}>
							{version.base_model}
						</bdi>
					)}
					<span>{format.bytes(version.size)}</span>
					<span title={version.sha256} className="font-mono text-xs" dir="ltr">
						sha256 {version.sha256.slice(0, 12)}
					</span>
					{file &&
						(file.job === null ? (
							<span>{say("uploaded")}</span>
						) : (
							<Link to={`/trainings/${file.job}`} className="rounded underline underline-offset-3">
								{say("from_training")}
							</Link>
						))}
					<Ago time={version.created_at} />
				</p>
			</div>
			<span className="-ms-2 flex items-center">
				{use !== null && (
					<Link
						to={use}
						aria-label={say("use_version", { name: version.reference })}
						title={say("use_version", { name: version.reference })}
						className={iconButtonClasses}
					>
						<Icon name="spark" />
					</Link>
				)}
				{file && (
					<a
						href={file.url}
						download={`${lora.name}-v${version.version}.safetensors`}
						aria-label={say("download", { name: version.reference })}
						title={say("download", { name: version.reference })}
						className={iconButtonClasses}
					>
						<Icon name="download" />
					</a>
				)}
				{!recommended && (
					<Menu
						trigger={
							<IconButton
								icon="more"
								label={say("more_of", { name: version.reference })}
								disabled={recommend.isPending}
							/>
						}
						items={[
							{ words: say("recommend"), icon: "check", onChoose: () => recommend.mutate() },
							{ words: say("delete"), icon: "bin", onChoose: onDelete },
						]}
					/>
				)}
			</span>
		</li>
	);
}
