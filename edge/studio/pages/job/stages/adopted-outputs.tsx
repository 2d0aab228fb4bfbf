import { useQueries } from "@tanstack/react-query";
import type { Asset } from "../../../../contract/assets/assets.ts";
import { ask } from "../../../api.ts";
import { Picture } from "../../../ui/picture/picture.tsx";
import type { Stage } from "../data/places.ts";
import { words } from "../words.ts";
import { OutputView } from "./output-view.tsx";

interface Props {
	stage: Stage;
	name: string;
	shape?: { width: number; height: number } | undefined;
}

/** What a stage took over from the job that this one retries: the job names it, and each is asked for. */
export function AdoptedOutputs({ stage, name, shape }: Props) {
	const say = words.use();
	const assets = useQueries({
		queries: (stage.chosen ?? []).map((id) => ({
			queryKey: ["asset", id],
			queryFn: ({ signal }: { signal: AbortSignal }) => ask<Asset>(`/v1/assets/${id}`, { signal }),
			// What was stored never changes.
			staleTime: Number.POSITIVE_INFINITY,
		})),
	});
	return assets.map(({ data }, i) => (
		<li key={stage.chosen?.[i]} data-task="adopted">
			{data ? (
				<OutputView output={data} alt={say("picture", { stage: name, n: i + 1 })} shape={shape} />
			) : (
				<Picture alt="" {...shape} />
			)}
			<p className="mt-2 text-xs text-muted">{say("adopted")}</p>
		</li>
	));
}
