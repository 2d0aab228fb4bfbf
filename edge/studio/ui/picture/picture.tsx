import { useEffect, useState } from "react";
import { Icon } from "../icon.tsx";

interface Props {
	/** The picture itself, once it is there. */
	src?: string | undefined;
	/** What it looked like last while it was made. It stays until the picture has loaded. */
	preview?: string | undefined;
	alt: string;
	/** Pixels, so that nothing moves when it comes. */
	width?: number | null;
	height?: number | null;
	/** It is being made: light comes and goes where nothing can be seen yet. */
	developing?: boolean;
	className?: string;
}

/** A picture and how it develops: nothing, previews, and at last the picture in their place. */
export function Picture({ src, preview, alt, width, height, developing = false, className = "" }: Props) {
	const [loaded, setLoaded] = useState<string | null>(null);
	const [broken, setBroken] = useState(false);
	useEffect(() => {
		setBroken(src === undefined);
	}, [src]);
	const done = src !== undefined && loaded === src;
	const shape = width && height ? { aspectRatio: `${width} / ${height}` } : { aspectRatio: "1" };
	return (
		<div
			style={shape}
			className={`relative overflow-hidden rounded-lg bg-easel ${developing && !preview && !src ? "developing" : ""} ${className}`}
		>
			{preview && !done && (
				<img src={preview} alt="" data-preview className="absolute inset-0 size-full object-contain" />
			)}
			{src && (
				<img
					src={src}
					alt={alt}
					decoding="async"
					onLoad={() => setLoaded(src)}
					onError={() => setBroken(true)}
					className={`absolute inset-0 size-full object-contain transition-opacity duration-500 ${done ? "opacity-100" : "opacity-0"}`}
				/>
			)}
			{!src && !preview && !developing && (
				<Icon name="gallery" className="absolute inset-0 m-auto size-7 text-muted opacity-50" />
			)}
			{src && broken && !done && (
				<Icon name="warning" className="absolute inset-0 m-auto size-7 text-muted" />
			)}
		</div>
	);
}
