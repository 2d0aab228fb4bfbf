import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { DatasetDiffResource, DatasetItemResource } from "../../../contract/training/dataset-items.ts";
import type { DatasetResource } from "../../../contract/training/datasets.ts";
import { diffDataset } from "../../api/datasets.ts";
import { Select } from "../../ui/form/select.tsx";
import { words } from "./words.ts";

interface Props {
	dataset: DatasetResource;
	items: readonly DatasetItemResource[];
}

/** What differs between two versions, or a version and what is there now. */
export function Changes({ dataset: { name, versions }, items }: Props) {
	const say = words.use();
	const newest = String(versions[0]?.version ?? 0);
	const [chosen, setFrom] = useState<string | null>(null);
	const from = chosen ?? newest;
	const [to, setTo] = useState("0");
	const diff = useQuery({
		queryKey: ["dataset", name, "diff", from, to],
		queryFn: ({ signal }) => diffDataset(name, Number(from), Number(to), signal),
		enabled: from !== to && versions.length > 0,
	});
	if (versions.length === 0) return null;
	const options = [
		["0", say("now")] as const,
		...versions.map(({ version, reference }) => [String(version), reference] as const),
	];
	return (
		<section aria-labelledby="changes">
			<h2 id="changes" className="mb-3 text-lg font-semibold">
				{say("changes")}
			</h2>
			<div className="grid max-w-xl grid-cols-2 gap-4">
				<Select label={say("changes_from")} value={from} options={options} onChange={setFrom} />
				<Select label={say("changes_to")} value={to} options={options} onChange={setTo} />
			</div>
			{diff.error && <p className="mt-3 font-medium text-bad">{diff.error.message}</p>}
			{from === to && <p className="mt-3 text-muted">{say("changes_same")}</p>}
			{from !== to && diff.data && <Diff diff={diff.data} items={items} />}
		</section>
	);
}

function Diff({
	diff: { added, removed, changed },
	items,
}: { diff: DatasetDiffResource } & Pick<Props, "items">) {
	const say = words.use();
	const known = new Map(items.map(({ asset }) => [asset.sha256, asset.id]));
	if (added.length + removed.length + changed.length === 0)
		return <p className="mt-3 text-muted">{say("changes_same")}</p>;
	return (
		<ul className="mt-4 divide-y divide-line rounded-xl border border-line bg-sheet" data-diff>
			{added.map(({ sha256, asset, caption }) => (
				<Change key={sha256} kind={say("added")} colour="text-good" asset={asset} texts={[caption]} />
			))}
			{removed.map(({ sha256, asset, caption }) => (
				<Change key={sha256} kind={say("removed")} colour="text-bad" asset={asset} texts={[caption]} />
			))}
			{changed.map(({ sha256, before, after }) => (
				<Change
					key={sha256}
					kind={say("changed")}
					colour="text-warn"
					asset={known.get(sha256)}
					texts={[before, after]}
				/>
			))}
		</ul>
	);
}

interface ChangeProps {
	kind: string;
	colour: string;
	asset: string | undefined;
	/** Its caption, or the one before and the one after. */
	texts: readonly string[];
}

function Change({ kind, colour, asset, texts }: ChangeProps) {
	return (
		<li className="flex items-start gap-4 px-4 py-3">
			<span className="size-14 shrink-0 overflow-hidden rounded-lg bg-raised">
				{asset !== undefined && (
					<img
						src={`/v1/assets/${asset}/content?size=256`}
						alt=""
						loading="lazy"
						className="size-full object-cover"
					/>
				)}
			</span>
			<div className="min-w-0 text-sm" dir="auto">
				<p className={`font-medium ${colour}`}>{kind}</p>
				{texts.map((text, at) =>
					texts.length > 1 && at === 0 ? (
						<del key="before" className="block text-muted [overflow-wrap:anywhere]">
							{text}
						</del>
					) : (
						<p key="after" className="[overflow-wrap:anywhere]">
							{text}
						</p>
					),
				)}
			</div>
		</li>
	);
}
