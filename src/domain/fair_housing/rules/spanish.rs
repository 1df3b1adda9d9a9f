//! The same in Spanish, for messages in the contact's language. Marks are folded before.

use super::super::Category::{Age, FamilialStatus, Origin, Religion, Safety, Schools, Steering};
use super::super::Severity::{Critical, High, Low, Medium};
use super::Group;

pub(super) const GROUPS: &[Group] = &[
    Group::new(
        FamilialStatus,
        "the house's rules on families and children; FHA",
        "cuatro recámaras, un piso, patio cercado",
        &[
            (
                High,
                "perfecto|perfecta|ideal|excelente|buena|bueno|gran|adecuada|adecuado|disenada|pensada|perfectos|ideales para ..2 familia|familias|parejas|pareja|solteros|soltero|jubilados|ninos|recien_casados|retirados|ancianos|profesionales_jovenes|estudiantes",
                &["familia ~0 reuniones", "para reuniones"],
            ),
            (
                High,
                "ambiente|vecindario|barrio|zona|comunidad|area|colonia ~1 familiar|familiares|de_familias",
                &[],
            ),
            (
                High,
                "ninos|hijos les|le|van_a|podran|pueden ~1 encantara|encantar|jugar|gustara|correr",
                &[],
            ),
            (High, "criar|formar ..2 familia|hijos|ninos", &[]),
            (
                Critical,
                "no|sin|prohibido|prohibidos|no_se_aceptan|no_se_permiten ninos|hijos|menores|familias|bebes",
                &[],
            ),
            (
                Critical,
                "solo|solamente|unicamente ~1 parejas|solteros|familias|mujeres|hombres|senoritas",
                &[],
            ),
        ],
    ),
    Group::new(
        Age,
        "the house's rules on age and households; FHA",
        "comunidad legal 55+ con la exención anotada",
        &[(
            Critical,
            "solo|solamente|unicamente|comunidad_de|comunidad_para adultos|adultos_mayores",
            &[],
        )],
    )
    .exempt_55_plus(),
    Group::new(
        Schools,
        "the house's rules on schools",
        "el nombre del distrito escolar y sus datos oficiales",
        &[
            (
                High,
                "buenas|mejores|excelentes|grandes|malas|altas|magnificas|buena|mejor|excelente ~0 escuelas|escuela|colegios|distrito_escolar",
                &[],
            ),
            (
                High,
                "escuelas|escuela|colegios|distrito_escolar son|es|estan? muy? buenas|excelentes|calificadas|bien|malas|de_primera|de_calidad|mejor",
                &[],
            ),
        ],
    ),
    Group::new(
        Safety,
        "the house's rules on safety",
        "fuentes oficiales",
        &[
            (
                High,
                "zona|vecindario|barrio|area|comunidad|colonia|calle|lugar|ciudad es|muy|mas|bien|es_muy? ~1 segura|seguro|peligrosa|peligroso|fea|mala|insegura",
                &[],
            ),
            (High, "mala|buena|mejor|segura zona|area|colonia|comunidad", &[]),
            (High, "mal|buen|mejor barrio|vecindario", &[]),
            (
                High,
                "bajo|poco|sin|poca|baja|mucho|alto ~2 crimen|delincuencia|criminalidad",
                &[],
            ),
        ],
    ),
    Group::new(
        Steering,
        "the house's rules on what an area is called",
        "calle cerrada, con portón, construida en los años 60",
        &[
            (
                Medium,
                "vecindario|barrio|zona|area|comunidad|colonia es|muy|mas|bien? tranquila|tranquilo|exclusiva|exclusivo|tradicional",
                &[],
            ),
            (
                Medium,
                "tranquila|tranquilo|exclusiva|exclusivo vecindario|barrio|zona|area|comunidad|colonia",
                &[],
            ),
            (Low, "calle muy? tranquila", &[]),
            (High, "gente|familias como usted|ustedes|tu|nosotros", &[]),
        ],
    ),
    Group::new(
        Religion,
        "the house's rules on places of worship; FHA",
        "a pasos de tiendas y servicios",
        &[
            (
                High,
                "cerca|pasos|cuadras|minutos|caminando|lado|frente ..3 iglesia|iglesias|sinagoga|mezquita|templo|parroquia",
                &["iglesia calle"],
            ),
            (
                High,
                "familia|familias|vecindario|comunidad|zona|barrio cristiana|cristiano|catolica|catolico|judia|judio|musulmana|cristianas|catolicas",
                &[],
            ),
        ],
    ),
    Group::new(
        Origin,
        "the house's rules on origin; FHA",
        "omítalo: no se describe a la gente de una zona",
        &[
            (
                High,
                "vecindario|barrio|zona|area|comunidad|colonia ~1 latina|latino|hispana|hispano|mexicana|mexicano|blanca|blanco|negra|negro|asiatica|asiatico",
                &[],
            ),
            (
                High,
                "mucha|muchos|pura|puros|pocos|hay ~1 latinos|hispanos|mexicanos|blancos|negros|asiaticos|inmigrantes|gente_blanca|gente_latina|gente_hispana",
                &[],
            ),
            (
                Critical,
                "no|solo|sin latinos|hispanos|mexicanos|blancos|negros|inmigrantes|asiaticos",
                &[],
            ),
        ],
    ),
];
