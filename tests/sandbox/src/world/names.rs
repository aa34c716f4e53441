//! Names by origin, with what usually goes with them in the partners' vocabularies.

/// Where a family's name comes from.
#[derive(Debug)]
pub(crate) struct Origin {
    /// Ethnicity codes, 16+1.
    pub(crate) ethnicity: &'static [&'static str],
    /// Religion codes.
    pub(crate) religion: &'static [&'static str],
    pub(crate) women: &'static [&'static str],
    pub(crate) men: &'static [&'static str],
    pub(crate) families: &'static [&'static str],
}

const BRITISH: Origin = Origin {
    ethnicity: &["W1", "W1", "W1", "W1", "NS"],
    religion: &["NONE", "NONE", "CHR", "CHR", "REF"],
    women: &[
        "Margaret",
        "Susan",
        "Karen",
        "Emily",
        "Chloe",
        "Catherine",
        "Dorothy",
        "Gemma",
        "Holly",
        "Elizabeth",
        "Jane",
        "Zoë",
        "Siân",
        "Abigail",
        "Rosemary",
    ],
    men: &[
        "David", "Peter", "Michael", "Jack", "Thomas", "Stephen", "William", "Alan", "Craig", "Oliver", "Robert",
        "Daniel", "Gareth", "Kenneth", "Lewis",
    ],
    families: &[
        "Smith",
        "Hartley",
        "Wright",
        "Clarke",
        "Marlow",
        "Thompson",
        "Freeman",
        "Bexley",
        "Pegg",
        "Toone",
        "Measures",
        "Brookes",
        "Hallam",
        "Orton",
        "Kirby",
        "Gamble",
        "Sharpe",
        "Voss",
        "Wilkinson",
        "Lockwood",
        "O'Hara",
        "Dacre",
    ],
};
const GUJARATI: Origin = Origin {
    ethnicity: &["A1", "A1", "A1", "A9"],
    religion: &["HIN", "HIN", "HIN", "NONE"],
    women: &["Hina", "Bhavna", "Jyoti", "Kavita", "Meera", "Nisha", "Pooja", "Sejal", "Daksha", "Rekha"],
    men: &["Amit", "Bharat", "Dinesh", "Jayesh", "Kiran", "Mahesh", "Nilesh", "Rajesh", "Vijay", "Sanjay"],
    families: &["Patel", "Mistry", "Solanki", "Parmar", "Chauhan", "Desai", "Joshi", "Lad", "Vaghela", "Makwana"],
};
const PUNJABI: Origin = Origin {
    ethnicity: &["A1", "A1", "A9"],
    religion: &["SIK", "SIK", "SIK", "NONE"],
    women: &["Harpreet", "Manjit", "Simran", "Jaspreet", "Gurinder", "Navneet"],
    men: &["Gurpreet", "Harjit", "Balbir", "Manpreet", "Jagdeep", "Sukhdev"],
    families: &["Singh", "Kaur", "Gill", "Sandhu", "Dhillon", "Bains", "Sidhu"],
};
const PAKISTANI: Origin = Origin {
    ethnicity: &["A2", "A2", "A3", "A9"],
    religion: &["MUS", "MUS", "MUS", "MUS", "NONE"],
    women: &["Ayesha", "Fatima", "Nasreen", "Samina", "Zainab", "Shabana", "Rukhsana", "Maryam"],
    men: &["Mohammed", "Imran", "Tariq", "Usman", "Bilal", "Yusuf", "Asif", "Naveed"],
    families: &["Ahmed", "Hussain", "Khan", "Malik", "Qureshi", "Iqbal", "Chaudhry", "Begum", "Rahman", "Sheikh"],
};
const POLISH: Origin = Origin {
    ethnicity: &["W9"],
    religion: &["CHR", "CHR", "NONE"],
    women: &["Łucja", "Agnieszka", "Małgorzata", "Katarzyna", "Zofia", "Ewa"],
    men: &["Łukasz", "Paweł", "Krzysztof", "Michał", "Stanisław", "Grzegorz"],
    families: &["Kowalczyk", "Wiśniewski", "Dąbrowski", "Zieliński", "Wójcik", "Kamińska", "Lewandowska", "Gołąb"],
};
const SOMALI: Origin = Origin {
    ethnicity: &["B2"],
    religion: &["MUS"],
    women: &["Hodan", "Ifrah", "Sahra", "Ubah", "Fadumo", "Khadija"],
    men: &["Abdi", "Cabdullahi", "Hassan", "Maxamed", "Jama", "Warsame"],
    families: &["Abdullahi", "Warsame", "Farah", "Nur", "Aden", "Hersi", "Mohamud", "Osman"],
};
const CHINESE: Origin = Origin {
    ethnicity: &["O1"],
    religion: &["NONE", "BUD", "CHR"],
    women: &["Xiu Ying", "Mei Ling", "Li Na", "Wai Yee", "Jing"],
    men: &["Wei", "Ka Ming", "Jun", "Zhiqiang", "Chi Keung"],
    families: &["Wong", "Zhang", "Chan", "Lü", "Huang", "Tsang", "Xu"],
};
const CARIBBEAN: Origin = Origin {
    ethnicity: &["B1", "B1", "M1", "B9"],
    religion: &["CHR", "CHR", "NONE", "OTH"],
    women: &["Marcia", "Yvonne", "Shanice", "Beverley", "Keisha"],
    men: &["Winston", "Delroy", "Leroy", "Jermaine", "Marlon"],
    families: &["Campbell", "Francis", "Grant", "Bailey", "Morrison", "Samuels", "Nugent"],
};
const OTHERS: Origin = Origin {
    ethnicity: &["O9", "W2", "M9", "W9", "M2", "M3"],
    religion: &["JEW", "CHR", "MUS", "NONE", "OTH", "BUD"],
    women: &["Niamh", "Olena", "Leyla", "Miriam", "Ioana", "Adaeze"],
    men: &["Seán", "Andriy", "Reza", "Dov", "Ștefan", "Chukwudi"],
    families: &["Ní Bhriain", "Shevchenko", "Yılmaz", "Goldberg", "Popescu", "Okonkwo", "De Souza"],
};

/// Origins, each as often as its weight says.
pub(crate) static ORIGINS: &[(usize, &Origin)] = &[
    (50, &BRITISH),
    (14, &GUJARATI),
    (5, &PUNJABI),
    (10, &PAKISTANI),
    (7, &POLISH),
    (4, &SOMALI),
    (3, &CHINESE),
    (4, &CARIBBEAN),
    (3, &OTHERS),
];

/// Spellings that mean the same name.
pub(crate) const VARIANTS: &[(&str, &str)] = &[
    ("Mohammed", "Muhammad"),
    ("Maxamed", "Mohamed"),
    ("Cabdullahi", "Abdullahi"),
    ("Catherine", "Kathryn"),
    ("Stephen", "Steven"),
    ("Fatima", "Fatimah"),
    ("Yusuf", "Yousef"),
    ("Hussain", "Hussein"),
    ("Chaudhry", "Choudhury"),
    ("Qureshi", "Kureshi"),
    ("Ayesha", "Aisha"),
    ("Zhang", "Cheung"),
    ("Thompson", "Thomson"),
    ("Clarke", "Clark"),
    ("Elizabeth", "Liz"),
    ("Margaret", "Maggie"),
    ("William", "Bill"),
    ("Michael", "Mick"),
    ("Agnieszka", "Agnes"),
    ("Katarzyna", "Kasia"),
    ("Harpreet", "Harprit"),
];
