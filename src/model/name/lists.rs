//! What is known of names: short closed lists, folded to lower case without accents.
//!
//! They are hints and not a census: a name that is missing is read in Western order. Nothing here
//! decides anything.

/// Titles that stand before a name, with or without a full stop.
pub const TITLES: &[&str] = &[
    "dr",
    "prof",
    "univ-prof",
    "professor",
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "rev",
    "reverend",
    "lord",
    "lady",
    "herr",
    "frau",
    "mme",
    "mlle",
    "shri",
    "smt",
    "dra",
    "sra",
    "capt",
    "captain",
    "datuk",
    "dato",
];
/// Titles that are also names or initials, and count only with their full stop.
pub const DOTTED_TITLES: &[&str] = &[
    "fr", "gen", "ing", "dipl-ing", "col", "lt", "sgt", "maj", "hon", "er", "eng", "mag", "arch", "avv", "dott", "sr",
    "adv", "habil", "med", "rer", "nat", "phil", "h", "c",
];
/// Titles that are used with the given name.
pub const GIVEN_TITLES: &[&str] = &["sir", "dame"];
/// Forms of Muhammad, written short before the name a person goes by.
pub const SILENT_FIRST: &[&str] = &["md", "mohd"];

/// Degrees, ranks and trades that follow a name; written without full stops.
pub const CREDENTIALS: &[&str] = &[
    "phd", "mba", "emba", "jr", "sr", "ii", "iii", "iv", "esq", "msc", "bsc", "llm", "llb", "dds", "dvm", "cpa", "cfa",
    "pmp", "cissp", "obe", "cbe", "mbe", "frcs", "meng", "beng", "facs", "dphil", "dba", "edd", "psyd", "pharmd",
    "mph", "mpa", "bcom", "btech", "mtech", "csm", "cspo", "safe", "shrm-cp", "sphr", "phr", "cipd", "peng",
    "dipl-ing", "emeritus", "ret", "retired", "csp", "acca", "cima", "fca", "rdn", "lcsw",
];
/// Credentials that are also names, and count only in capitals.
pub const CAPITAL_CREDENTIALS: &[&str] =
    &["MA", "MD", "BA", "MS", "JD", "PE", "RN", "BS", "DO", "CA", "QC", "KC", "AIA"];
/// What a person does, written behind a comma.
pub const TRADES: &[&str] = &[
    "ceo",
    "cto",
    "cfo",
    "coo",
    "founder",
    "co-founder",
    "cofounder",
    "recruiter",
    "consultant",
    "coach",
    "speaker",
    "author",
    "engineer",
    "developer",
    "designer",
    "investor",
    "advisor",
    "hiring",
    "freelancer",
    "student",
    "manager",
];

/// Words that begin a family name.
pub const PARTICLES: &[&str] = &[
    "van", "von", "vom", "zu", "zum", "zur", "der", "den", "de", "del", "della", "di", "da", "do", "dos", "das", "du",
    "des", "la", "le", "las", "los", "ter", "ten", "te", "'t", "bin", "bint", "ibn", "ben", "al", "el", "ul", "ud",
    "af", "av", "st", "st.", "saint", "san", "mac", "mc", "y", "e", "bar", "بن", "بنت", "ابن",
];

/// Given names that are made of two words: the first, and what may follow it.
pub const DOUBLE_GIVEN: &[(&str, &[&str])] = &[
    (
        "maria",
        &[
            "jose",
            "fernanda",
            "luisa",
            "teresa",
            "elena",
            "isabel",
            "eugenia",
            "paz",
            "pilar",
            "clara",
            "angeles",
            "victoria",
            "cristina",
            "paula",
            "eduarda",
            "cecilia",
            "camila",
            "alejandra",
            "carmen",
            "jesus",
            "grazia",
        ],
    ),
    ("jose", &["luis", "antonio", "manuel", "maria", "miguel", "angel", "carlos", "ramon", "javier", "francisco"]),
    (
        "juan",
        &["carlos", "jose", "pablo", "manuel", "antonio", "francisco", "miguel", "luis", "david", "diego", "ramon"],
    ),
    ("ana", &["maria", "isabel", "belen", "luisa", "laura", "paula", "clara", "beatriz", "carolina", "lucia", "sofia"]),
    ("anna", &["maria", "lena", "sophia", "lisa", "luisa", "katharina"]),
    ("luis", &["miguel", "alberto", "fernando", "enrique", "felipe", "angel", "carlos", "eduardo"]),
    ("miguel", &["angel"]),
    ("victor", &["manuel", "hugo"]),
    ("francisco", &["javier", "jose", "manuel"]),
    ("carlos", &["alberto", "eduardo", "andres", "manuel", "enrique"]),
    ("joao", &["pedro", "paulo", "carlos", "victor", "vitor", "miguel", "gabriel"]),
    ("pedro", &["henrique", "paulo"]),
    ("luiz", &["felipe", "fernando", "carlos", "henrique"]),
    (
        "jean",
        &[
            "paul",
            "luc",
            "pierre",
            "marc",
            "claude",
            "francois",
            "baptiste",
            "michel",
            "jacques",
            "philippe",
            "christophe",
            "louis",
            "yves",
            "charles",
            "david",
            "sebastien",
        ],
    ),
    ("marie", &["claire", "louise", "christine", "laure", "helene", "france", "pierre", "eve", "sophie", "therese"]),
    ("anne", &["marie", "laure", "sophie", "claire", "charlotte"]),
    ("gian", &["luca", "carlo", "marco", "paolo", "piero", "franco"]),
    ("pier", &["paolo", "luigi", "francesco"]),
    ("karl", &["heinz"]),
    ("hans", &["peter", "jurgen", "georg"]),
    ("eva", &["maria"]),
    ("mary", &["ann", "jane", "beth", "kate", "lou", "anne", "jo", "ellen"]),
    ("billy", &["bob", "joe", "jean"]),
];

/// First words of Arabic names that never stand alone: `Abdul Rahman`, `Abu Bakr`.
pub const ARABIC_FIRST: &[&str] =
    &["abdul", "abdel", "abdoul", "abdal", "abd", "abu", "abou", "umm", "عبد", "ابو", "ام"];

/// South Indian given names, which follow the initials of father and village.
pub const AFTER_INITIALS: &[&str] = &[
    "lakshmi",
    "krishnan",
    "ramesh",
    "suresh",
    "venkatesh",
    "venkat",
    "priya",
    "karthik",
    "ganesh",
    "senthil",
    "kumar",
    "murugan",
    "meena",
    "kavitha",
    "deepa",
    "lalitha",
    "vijay",
    "arun",
    "anand",
    "balaji",
    "srinivasan",
    "rajesh",
    "subramanian",
    "raman",
    "ramanujan",
    "mahesh",
    "revathi",
    "divya",
    "saravanan",
    "prakash",
    "raghavan",
    "selvam",
    "swathi",
    "vidya",
    "harish",
    "gopal",
    "manoj",
    "sandhya",
    "sridhar",
    "viswanathan",
];

/// Chinese family names in Latin letters that are hardly ever given names.
pub const CHINESE_FAMILY: &[&str] = &[
    "wang", "zhang", "chen", "liu", "huang", "zhao", "zhou", "xu", "zhu", "guo", "gao", "luo", "zheng", "liang", "xie",
    "deng", "feng", "cao", "peng", "zeng", "cai", "li", "ouyang", "xi", "sima", "ng", "wong", "cheung", "leung",
    "kwok", "chua", "goh", "koh", "teo", "yeo", "ong", "toh", "khoo", "hsu", "tsai", "hsieh", "chang", "huynh",
];
/// East Asian family names that are given names elsewhere: they need more evidence behind them.
pub const WEAK_FAMILY: &[&str] = &[
    "lee", "lin", "lim", "tan", "chan", "lau", "ho", "ma", "sun", "wu", "hu", "he", "yang", "tang", "han", "song",
    "yip", "fung", "lam", "lai", "low", "sim", "mak", "chow", "yuen", "chin", "chu", "yu", "jiang", "shen", "cheng",
    "su", "lu",
];
/// Korean family names in Latin letters.
pub const KOREAN_FAMILY: &[&str] = &[
    "kim", "park", "lee", "choi", "jung", "jeong", "kang", "cho", "yoon", "jang", "lim", "han", "oh", "seo", "shin",
    "kwon", "hwang", "ahn", "song", "hong", "yoo", "moon", "bae", "baek", "noh", "yang", "namgung", "bong", "ban",
];
/// Syllables Korean given names are made of, two to a name.
pub const KOREAN_SYLLABLES: &[&str] = &[
    "min", "jun", "joon", "ji", "woo", "seo", "yeon", "ha", "eun", "hyun", "hyeon", "soo", "su", "young", "yeong",
    "yong", "jae", "ho", "hee", "kyung", "jin", "sung", "seong", "hye", "won", "hwan", "chul", "cheol", "sik", "mi",
    "na", "ra", "yoon", "yun", "yu", "yoo", "dong", "tae", "hoon", "hun", "ah", "in", "kyu", "bin", "chan", "ki",
    "seok", "suk", "sun", "mo", "beom", "gi", "hwa", "sang", "myung", "jong", "ju", "joo", "yul", "rin", "ye", "da",
    "so", "hong", "il", "un", "wook", "moon", "kang", "hyuk",
];
/// Japanese family names in Latin letters.
pub const JAPANESE_FAMILY: &[&str] = &[
    "tanaka",
    "sato",
    "suzuki",
    "takahashi",
    "watanabe",
    "ito",
    "yamamoto",
    "nakamura",
    "kobayashi",
    "kato",
    "yoshida",
    "yamada",
    "sasaki",
    "yamaguchi",
    "matsumoto",
    "inoue",
    "kimura",
    "hayashi",
    "shimizu",
    "saito",
    "ikeda",
    "hashimoto",
    "ishikawa",
    "ogawa",
    "okada",
    "goto",
    "hasegawa",
    "fujita",
    "nakajima",
    "ono",
    "murakami",
    "kondo",
    "ishii",
    "sakamoto",
    "endo",
    "aoki",
    "fujii",
    "nishimura",
    "fukuda",
    "ota",
    "miura",
    "fujiwara",
    "okamoto",
    "matsuda",
];
/// Vietnamese family names without accents.
pub const VIETNAMESE_FAMILY: &[&str] = &[
    "nguyen", "tran", "pham", "huynh", "vu", "vo", "dang", "bui", "duong", "ngo", "trinh", "dinh", "phan", "hoang",
    "truong", "doan", "luong",
];
/// Vietnamese family names that count only where the name carries Vietnamese accents.
pub const ACCENTED_VIETNAMESE_FAMILY: &[&str] = &["le", "do", "ho", "ly", "mai", "cao", "ha", "lam", "ta", "dao"];

/// Chinese family names of two characters.
pub const HAN_DOUBLE: &[&str] = &[
    "欧阳", "歐陽", "司马", "司馬", "上官", "诸葛", "諸葛", "司徒", "东方", "東方", "皇甫", "尉迟", "慕容", "令狐",
    "夏侯", "公孙", "公孫", "长孙", "轩辕", "端木", "南宫", "南宮",
];
/// Common Chinese family names of one character.
pub const HAN_SINGLE: &str = "王李张張刘劉陈陳杨楊黄黃赵趙周吴吳徐孙孫马馬朱胡郭何高林罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾\
    肖田董袁潘于蒋蔣蔡余杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鐘谭譚陆陸汪范金石廖贾賈夏韦付方白邹鄒孟熊秦邱江尹薛闫段雷侯龙龍史陶\
    黎贺賀顾顧毛郝龚龔邵万萬钱錢严嚴覃武戴莫孔向汤湯";
/// Common Japanese family names, as written.
pub const JAPANESE_WRITTEN: &[&str] = &[
    "佐藤",
    "鈴木",
    "高橋",
    "髙橋",
    "田中",
    "伊藤",
    "渡辺",
    "渡邉",
    "渡邊",
    "山本",
    "中村",
    "小林",
    "加藤",
    "吉田",
    "山田",
    "佐々木",
    "山口",
    "松本",
    "井上",
    "木村",
    "清水",
    "斎藤",
    "齋藤",
    "斉藤",
    "山崎",
    "池田",
    "橋本",
    "阿部",
    "石川",
    "山下",
    "中島",
    "石井",
    "小川",
    "前田",
    "岡田",
    "長谷川",
    "藤田",
    "後藤",
    "近藤",
    "村上",
    "遠藤",
    "青木",
    "坂本",
    "福田",
    "太田",
    "西村",
    "藤井",
    "金子",
    "岡本",
    "藤原",
    "三浦",
    "中野",
    "中川",
    "原田",
    "松田",
    "竹内",
    "小野",
    "五十嵐",
];
/// Korean family names of two syllables.
pub const HANGUL_DOUBLE: &[&str] = &["남궁", "황보", "제갈", "사공", "선우", "서문", "독고"];
