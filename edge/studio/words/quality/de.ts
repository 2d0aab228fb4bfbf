import { translationOf } from "../catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	passed: "Geprüft",
	doubtful: "Zweifelhaft",
	refused: "Prüfung nicht bestanden",
	unseen: "Nicht angesehen",
	broke: "Eine Prüfung brach ab",
	figures: "{value}, Grenze {limit}",
	file_decodable: "Lesbar",
	file_type: "Dateityp",
	image_dimensions: "Größe",
	image_aspect: "Seitenverhältnis",
	image_blank: "Leer",
	image_noise: "Rauschen",
	image_sharpness: "Schärfe",
	image_exposure: "Belichtung",
	image_skin_texture: "Hautstruktur",
	duplicate_exact: "Gleiche Datei",
	duplicate_near: "Fast gleich",
	duplicate_mirrored: "Spiegelbild",
	set_style: "Stil der Reihe",
	safety_sfw: "Jugendfrei",
});
