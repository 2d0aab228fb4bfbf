import { deleteDataset } from "../../api/datasets.ts";
import { DeleteButton } from "../../app/editing/delete-button.tsx";
import { BackLink } from "../../app/routing/back-link.tsx";
import type { PageProps } from "../../app/routing/route.ts";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { PageHead } from "../../ui/page/page-head.tsx";
import { AddPictures } from "./add-pictures.tsx";
import { Beside } from "./beside.tsx";
import { Changes } from "./changes.tsx";
import { FreezeButton } from "./freeze-button.tsx";
import { ItemCard } from "./item-card.tsx";
import { useChecks, useDataset, useItems } from "./queries.ts";
import { Verdict } from "./verdict.tsx";
import { Versions } from "./versions.tsx";
import { words } from "./words.ts";

export default function DatasetPage({ params }: PageProps) {
	const say = words.use();
	const name = params.name ?? "";
	const { data: dataset, error, isPending, refetch } = useDataset(name);
	const items = useItems(name);
	const checks = useChecks(name, items.data);
	if (isPending) return <Skeleton className="h-80 w-full" />;
	if (!dataset) return <LoadFailed error={error} onRetry={() => void refetch()} />;
	// Nothing is wrong with what has not begun: then there is one thing to do.
	const empty = items.data?.length === 0;
	const found = new Map(checks.data?.items.map(({ item, findings }) => [item, findings]));
	return (
		<>
			<BackLink to="/datasets">{say("back")}</BackLink>
			<PageHead
				title={name}
				lead={<bdi className="font-mono">{dataset.trigger_word}</bdi>}
				actions={
					<>
						<FreezeButton dataset={dataset} ready={checks.data?.ready === true} />
						<DeleteButton
							title={say("delete_title", { name })}
							text={say("delete_text")}
							yes={say("delete")}
							remove={() => deleteDataset(name)}
							list="datasets"
							to="/datasets"
						/>
					</>
				}
			/>
			<div className="space-y-10">
				{!empty && <Verdict checks={checks.data} />}
				<AddPictures name={name} first={empty} />
				{items.data && !empty && (
					<>
						<ul className="grid gap-5 md:grid-cols-2">
							{items.data.map((item) => (
								<ItemCard key={item.item} name={name} item={item} findings={found.get(item.item) ?? []} />
							))}
						</ul>
						<Beside dataset={dataset} />
					</>
				)}
				{(!empty || dataset.versions.length > 0) && <Versions dataset={dataset} />}
				<Changes dataset={dataset} items={items.data ?? []} />
			</div>
		</>
	);
}
