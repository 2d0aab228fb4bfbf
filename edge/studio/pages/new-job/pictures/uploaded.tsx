import { useQuery } from "@tanstack/react-query";
import type { Asset } from "../../../../contract/assets/assets.ts";
import { ask } from "../../../api.ts";
import { IconButton } from "../../../ui/button/button.tsx";
import { Picture } from "../../../ui/picture/picture.tsx";
import { words } from "../words.ts";

interface Props {
	id: string;
	alt: string;
	onRemove(): void;
}

/** A file that was chosen, small, and how to take it away again. */
export function Uploaded({ id, alt, onRemove }: Props) {
	const say = words.use();
	const { data } = useQuery({
		queryKey: ["asset", id],
		queryFn: ({ signal }) => ask<Asset>(`/v1/assets/${id}`, { signal }),
		staleTime: Number.POSITIVE_INFINITY,
	});
	return (
		<div className="relative" data-uploaded={id}>
			{data && data.kind !== "image" ? (
				<p className="grid aspect-square place-items-center overflow-hidden rounded-lg bg-raised p-2 text-xs [overflow-wrap:anywhere]">
					{data.filename}
				</p>
			) : (
				<Picture src={data?.url} alt={alt} width={1} height={1} />
			)}
			<IconButton
				label={say("remove_file", { name: alt })}
				icon="close"
				className="absolute end-1 top-1 size-8 bg-sheet/90"
				onClick={onRemove}
			/>
		</div>
	);
}
