import { Button } from "./button.tsx";

interface Props {
	/** A list that comes in pages, as TanStack Query gives it. */
	list: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage(): Promise<unknown> };
	words: string;
}

/** Brings the next page of a list; gone when there is none. */
export function MoreButton({ list, words }: Props) {
	if (!list.hasNextPage) return null;
	return (
		<div className="mt-6 text-center">
			<Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
				{words}
			</Button>
		</div>
	);
}
