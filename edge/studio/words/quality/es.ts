import { translationOf } from "../catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	passed: "Revisada",
	doubtful: "Dudosa",
	refused: "No pasó la revisión",
	unseen: "Sin revisar",
	broke: "Falló una comprobación",
	figures: "{value}, límite {limit}",
	file_decodable: "Legible",
	file_type: "Tipo de archivo",
	image_dimensions: "Tamaño",
	image_aspect: "Proporción",
	image_blank: "Vacía",
	image_noise: "Ruido",
	image_sharpness: "Nitidez",
	image_exposure: "Exposición",
	image_skin_texture: "Textura de la piel",
	duplicate_exact: "Mismo archivo",
	duplicate_near: "Casi igual",
	duplicate_mirrored: "Imagen reflejada",
	set_style: "Estilo del conjunto",
	safety_sfw: "Apta para todos",
});
