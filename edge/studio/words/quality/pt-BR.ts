import { translationOf } from "../catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	passed: "Verificada",
	doubtful: "Duvidosa",
	refused: "Reprovada na verificação",
	unseen: "Não verificada",
	broke: "Uma verificação falhou",
	figures: "{value}, limite {limit}",
	file_decodable: "Legível",
	file_type: "Tipo de arquivo",
	image_dimensions: "Tamanho",
	image_aspect: "Proporção",
	image_blank: "Vazia",
	image_noise: "Ruído",
	image_sharpness: "Nitidez",
	image_exposure: "Exposição",
	image_skin_texture: "Textura da pele",
	duplicate_exact: "Mesmo arquivo",
	duplicate_near: "Quase igual",
	duplicate_mirrored: "Imagem espelhada",
	set_style: "Estilo do conjunto",
	safety_sfw: "Livre para todos",
});
