import { useQueries } from "@tanstack/react-query";
import type { Asset } from "../../../contract/assets/assets.ts";
import { Link } from "../../app/routing/router.tsx";
import { useFormat } from "../../words/format.ts";
import { AssetPicture } from "../asset-picture.tsx";
import { getAsset } from "../assets.ts";
import { inputsOf, type SidecarTask, useRelated } from "./use-picture.ts";
import { words } from "./words.ts";

/** From picture to picture: what this one was made from, what was made from it, and what came beside it. */
export function Lineage({ asset, task }: { asset: Asset; task: SidecarTask | null }) {
	const say = words.use();
	const from = useQueries({
		queries: inputsOf(task).map((id) => ({
			queryKey: ["asset", id],
			queryFn: () => getAsset(id),
			retry: false,
		})),
		// An input that was deleted since has no picture to show.
		combine: (queries) => queries.flatMap(({ data }) => (data ? [data] : [])),
	});
	const made = useRelated(asset, "made_from");
	const beside = useRelated(asset, "same_job");
	return (
		<>
			<Strip title={say("made_from")} assets={from} />
			<Strip title={say("made_of_it")} assets={made} />
			<Strip title={say("same_job")} assets={beside.filter(({ id }) => !made.some((one) => one.id === id))} />
		</>
	);
}

function Strip({ title, assets }: { title: string; assets: readonly Asset[] }) {
	const say = words.use();
	const format = useFormat();
	if (assets.length === 0) return null;
	return (
		<section aria-label={title}>
			<h2 className="mb-2 font-semibold">{title}</h2>
			<ul className="-m-1 flex gap-2 overflow-x-auto p-1">
				{assets.map((asset) => (
					<li key={asset.id} className="shrink-0">
						<Link
							to={`/gallery/${asset.id}`}
							aria-label={say("picture_of", { when: format.moment(asset.created_at) })}
							className="block size-24 overflow-hidden rounded-lg bg-easel transition hover:brightness-110"
						>
							<AssetPicture asset={asset} alt="" sizes="6rem" />
						</Link>
					</li>
				))}
			</ul>
		</section>
	);
}
