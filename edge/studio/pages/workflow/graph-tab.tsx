import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { CopyButton } from "../../ui/button/copy-button.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { GraphPicture } from "./graph-picture.tsx";
import { useGraph } from "./requests.ts";
import { words } from "./words.ts";

/** The graph of a workflow as a picture, and as what it is. */
export function GraphTab({ reference }: { reference: string }) {
	const say = words.use();
	const graph = useGraph(reference);
	if (graph.isPending) return <Skeleton className="h-112 w-full" />;
	if (!graph.data) return <LoadFailed error={graph.error} onRetry={() => void graph.refetch()} />;
	return (
		<GraphPicture
			graph={graph.data.graph}
			actions={
				<CopyButton look="quiet" text={JSON.stringify(graph.data.graph, null, 2)} words={say("copy_graph")} />
			}
		/>
	);
}
