import { useQuery } from "@tanstack/react-query";
import { getJob } from "../../api.ts";
import type { PageProps } from "../../app/routing/route.ts";
import { Link, useRouter } from "../../app/routing/router.tsx";
import { LoadFailed } from "../../app/trouble/load-failed.tsx";
import { Skeleton } from "../../ui/feedback/skeleton.tsx";
import { Icon } from "../../ui/icon.tsx";
import { PageHead } from "../../ui/page/page-head.tsx";
import { Catalogue } from "./catalogue.tsx";
import { type Kind, readSource } from "./data/calls.ts";
import { givenIn, loraIn } from "./data/given.ts";
import { JobForm } from "./job-form.tsx";
import { words } from "./words.ts";

/**
 * What is asked for: `?workflow=`, `?pipeline=`, or `?from=` a job (`&exact=1`: with its seed too). With `lora=` the form has
 * that LoRA in it, and `family=` says for which models it is.
 */
export default function NewJobPage({ title }: PageProps) {
	const say = words.use();
	const { query } = useRouter();
	const from = query.get("from");
	const job = useQuery({
		queryKey: ["remix", from],
		queryFn: ({ signal }) => getJob(from ?? "", signal),
		enabled: from !== null,
		staleTime: Number.POSITIVE_INFINITY,
	});
	const pipeline = query.get("pipeline") ?? job.data?.pipeline ?? null;
	const id = pipeline ?? query.get("workflow") ?? job.data?.workflow ?? null;
	const kind: Kind = pipeline === null ? "workflows" : "pipelines";
	const source = useQuery({
		queryKey: ["source", kind, id],
		queryFn: ({ signal }) => readSource(kind, id ?? "", signal),
		enabled: id !== null && id !== "graph",
		staleTime: 60_000,
	});
	if (from === null && id === null) {
		const lora = loraIn(query);
		return (
			<>
				<PageHead
					title={title}
					lead={
						lora ? (
							<span className="inline-flex items-center gap-2 font-medium text-ink">
								<Icon name="layers" className="size-4.5 text-accent" />
								<bdi>{lora.reference}</bdi>
							</span>
						) : (
							say("lead")
						)
					}
				/>
				<Catalogue lora={lora} />
			</>
		);
	}
	const failed = [job, source].find(({ isError }) => isError);
	if (failed?.error) return <LoadFailed error={failed.error} onRetry={() => void failed.refetch()} />;
	return (
		<>
			<Link
				to="/new"
				className="mb-4 inline-flex items-center gap-1 rounded text-sm font-medium text-muted hover:text-ink"
			>
				<Icon name="back" className="size-4" />
				{say("catalogue")}
			</Link>
			{source.data && id !== null && (from === null || job.data) ? (
				<>
					<PageHead title={source.data.title} lead={source.data.purpose} />
					<JobForm
						key={`${kind} ${id} ${from ?? ""}`}
						kind={kind}
						id={id}
						source={source.data}
						before={job.data ?? null}
						exact={query.get("exact") === "1"}
						given={givenIn(query)}
					/>
				</>
			) : (
				<>
					<Skeleton className="mb-3 h-9 w-2/3" />
					<Skeleton className="mb-6 h-6 w-full" />
					<Skeleton className="h-96 w-full" />
				</>
			)}
		</>
	);
}
