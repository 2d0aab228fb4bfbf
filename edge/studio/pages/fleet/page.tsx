import type { PageProps } from "../../app/routing/route.ts";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { PageHead } from "../../ui/page/page-head.tsx";
import { PoolHistory } from "./pool-history.tsx";
import { PoolTable } from "./pool-table.tsx";
import { usePools } from "./requests.ts";
import { words } from "./words.ts";
import { WorkerList } from "./worker-list.tsx";

/** Pools, their load and their workers, for whoever is signed in with the operator's key. */
export default function FleetPage({ title }: PageProps) {
	const say = words.use();
	const pools = usePools();
	return (
		<>
			<PageHead title={title} lead={say("lead")} />
			{pools.isPending && <Skeleton className="h-72 w-full rounded-xl" />}
			{pools.isError && !pools.data && (
				<LoadFailed error={pools.error} onRetry={() => void pools.refetch()} />
			)}
			{pools.data && (
				<div className="space-y-6">
					<PoolTable pools={pools.data} />
					<WorkerList />
					<PoolHistory pools={pools.data.map(({ pool }) => pool)} />
				</div>
			)}
		</>
	);
}
