import { translationOf } from "../catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	passed: "Contrôlée",
	doubtful: "Douteuse",
	refused: "Contrôle échoué",
	unseen: "Non examinée",
	broke: "Un contrôle a échoué en route",
	figures: "{value}, limite {limit}",
	file_decodable: "Lisible",
	file_type: "Type de fichier",
	image_dimensions: "Taille",
	image_aspect: "Format",
	image_blank: "Vide",
	image_noise: "Bruit",
	image_sharpness: "Netteté",
	image_exposure: "Exposition",
	image_skin_texture: "Texture de la peau",
	duplicate_exact: "Même fichier",
	duplicate_near: "Presque identique",
	duplicate_mirrored: "Image miroir",
	set_style: "Style de la série",
	safety_sfw: "Tout public",
});
