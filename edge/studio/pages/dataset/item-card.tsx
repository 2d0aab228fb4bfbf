import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { DatasetItemResource } from "../../../contract/training/dataset-items.ts";
import { changeItem, deleteItem } from "../../api/datasets.ts";
import { DeleteDialog } from "../../app/editing/delete-dialog.tsx";
import { Button, IconButton } from "../../ui/button/button.tsx";
import { TextArea } from "../../ui/form/text-area.tsx";
import { AssetPicture } from "../asset-picture.tsx";
import { type Finding, Findings } from "./finding.tsx";
import { datasetChanged } from "./queries.ts";
import { words } from "./words.ts";

interface Props {
	name: string;
	item: DatasetItemResource;
	findings: readonly Finding[];
}

/** A picture with its verdicts, and its caption to be edited. */
export function ItemCard({ name, item: { item, asset, caption }, findings }: Props) {
	const say = words.use();
	const queries = useQueryClient();
	const [text, setText] = useState(caption ?? "");
	const save = useMutation({
		mutationFn: () => changeItem(name, item, { caption: text.trim() === "" ? null : text.trim() }),
		onSuccess: () => datasetChanged(queries, name),
	});
	const [asking, setAsking] = useState(false);
	return (
		<li data-item={item} className="flex min-w-0 gap-4 rounded-xl border border-line bg-sheet p-4">
			<div className="w-28 shrink-0 space-y-2">
				<a
					href={asset.url}
					target="_blank"
					rel="noreferrer"
					className="block h-28 overflow-hidden rounded-lg"
				>
					<AssetPicture asset={asset} alt={`#${item} ${asset.filename}`} sizes="7rem" />
				</a>
				<p className="figures flex items-center justify-between text-sm text-muted">
					<bdi>#{item}</bdi>
					<IconButton icon="trash" label={say("remove", { n: item })} onClick={() => setAsking(true)} />
				</p>
			</div>
			<div className="min-w-0 flex-1 space-y-3">
				<TextArea
					label={say("caption", { n: item })}
					value={text}
					rows={3}
					error={save.error?.message}
					onChange={setText}
				/>
				{text.trim() !== (caption ?? "") && (
					<Button icon="check" busy={save.isPending} onClick={() => save.mutate()}>
						{say("save")}
					</Button>
				)}
				<Findings findings={findings} />
			</div>
			<DeleteDialog
				open={asking}
				onClose={() => setAsking(false)}
				title={say("remove", { n: item })}
				text={say("remove_text")}
				yes={say("remove", { n: item })}
				remove={async () => {
					await deleteItem(name, item);
					await datasetChanged(queries, name);
				}}
				list="datasets"
			/>
		</li>
	);
}
