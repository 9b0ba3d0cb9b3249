"""English names as written in documents: given names with their nicknames, and surnames, most frequent first."""

MALE_GIVEN = """
James: Jim Jimmy Jamie
John: Johnny Jack Jon
Robert: Bob Rob Bobby Robbie
Michael: Mike Mick Mikey
William: Bill Will Billy Liam
David: Dave Davy
Richard: Rick Dick Richie
Joseph: Joe Joey
Thomas: Tom Tommy
Charles: Charlie Chuck Chas
Christopher: Chris Kit
Daniel: Dan Danny
Matthew: Matt Matty
Anthony: Tony Ant
Mark: Marky
Donald: Don Donny
Steven: Steve Stevie
Paul: Paulie
Andrew: Andy Drew
Joshua: Josh
Kenneth: Ken Kenny
Kevin: Kev
George: Georgie
Edward: Ed Ted Eddie Ned
Timothy: Tim Timmy
Ronald: Ron Ronnie
Jason: Jase
Jeffrey: Jeff
Ryan:
Jacob: Jake
Gary: Gaz
Nicholas: Nick Nicky
Eric: Rick
Jonathan: Jon Jonny
Stephen: Steve Ste
Larry: Laz
Justin: Juz
Scott: Scotty
Brandon: Bran
Benjamin: Ben Benny Benji
Samuel: Sam Sammy
Gregory: Greg
Frank: Frankie
Alexander: Alex Sandy Xander
Raymond: Ray
Patrick: Pat Paddy
Jack: Jackie
Dennis: Den Denny
Peter: Pete
Henry: Harry Hal
Douglas: Doug
Zachary: Zach Zac
Nathan: Nate Nat
Adam: Ads
Arthur: Art Artie
Albert: Al Bert Bertie
Lawrence: Larry Laurie
Walter: Walt Wally
Harold: Harry Hal
Philip: Phil Pip
Simon: Si
Martin: Marty
Graham: Gray
Ian:
Neil: Neilly
Stuart: Stu
Colin: Col
Keith:
Trevor: Trev
Geoffrey: Geoff
Malcolm: Mal Malc
Roger: Rodge
Derek: Del
Barry: Baz
Nigel: Nige
Leonard: Len Lenny Leo
Frederick: Fred Freddie
Ernest: Ernie
Alfred: Alf Alfie Fred
Oliver: Ollie Noll
Harry: Haz
Leo:
Oscar: Ozzy
Archie:
Theodore: Theo Ted Teddy
Sebastian: Seb
Dominic: Dom
Francis: Frank Fran
Gabriel: Gabe
Isaac: Zac Ike
Maxwell: Max
Toby: Tobes
Lewis: Lew
Callum: Cal
Connor: Con
Cameron: Cam
Duncan: Dunc
Hugh: Hughie
Vincent: Vince Vinny
Reginald: Reg Reggie
Rupert: Rupe
Russell: Russ
Spencer: Spence
Terence: Terry Tel
Victor: Vic
Wayne:
Edmund: Ed Ned
Elliot: Ell
Owen:
Rhys:
"""

FEMALE_GIVEN = """
Mary: Molly Polly May
Patricia: Pat Trish Patsy Tricia
Jennifer: Jen Jenny
Linda: Lindy
Elizabeth: Liz Beth Lizzie Betty Eliza
Barbara: Barb Babs
Susan: Sue Susie
Jessica: Jess Jessie
Sarah: Sally Sadie
Karen: Kaz
Lisa: Leese
Nancy: Nan
Margaret: Maggie Meg Peggy Marge
Sandra: Sandy
Ashley: Ash
Kimberly: Kim Kimmy
Emily: Em Emmy
Donna:
Michelle: Shell Mich
Carol: Caz
Amanda: Mandy Amy
Dorothy: Dot Dottie Dolly
Melissa: Mel Lissa
Deborah: Deb Debbie
Stephanie: Steph
Rebecca: Becky Bex Becca
Sharon: Shaz
Laura: Laurie
Cynthia: Cindy
Kathleen: Kathy Kath Kay
Amy: Ames
Angela: Angie Ange
Shirley: Shirl
Anna: Annie
Brenda: Bren
Pamela: Pam
Emma: Em
Nicole: Nicky Nikki
Helen: Nell Nellie
Samantha: Sam Sammy
Katherine: Kate Kathy Katie Kitty
Christine: Chris Chrissie Tina
Debra: Deb Debs
Rachel: Rach
Carolyn: Carrie Lyn
Janet: Jan
Catherine: Cath Cathy Kate
Maria: Mia
Heather: Hev
Diane: Di
Ruth: Ruthie
Julie: Jules
Olivia: Liv Livvy Ollie
Joyce: Joy
Virginia: Ginny
Victoria: Vicky Tori
Kelly: Kel
Lauren: Loz
Christina: Chris Tina
Joan: Joanie
Evelyn: Evie Eve
Judith: Judy Jude
Megan: Meg
Andrea: Andie
Cheryl: Chez
Hannah: Han
Jacqueline: Jackie Jacqui
Martha: Marty Mattie
Gloria: Glo
Teresa: Terry Tess
Ann: Annie
Sara: Sal
Madison: Maddie
Frances: Fran Franny
Kathryn: Kath Kate
Janice: Jan
Jean: Jeannie
Abigail: Abby Gail
Alice: Ali
Julia: Jules
Judy: Jude
Sophia: Sophie Soph
Grace: Gracie
Denise: Den
Amber:
Doris: Dor
Marilyn: Mari Lyn
Danielle: Dani
Beverley: Bev
Isabella: Bella Izzy Issy
Theresa: Tess Terry
Diana: Di
Natalie: Nat
Charlotte: Lottie Charlie
Rosemary: Rose Rosie
Alexandra: Alex Sandra Lexi
Kayla: Kay
Eleanor: Ellie Nell Nora
Gillian: Gill Jill
Josephine: Jo Josie
Joanne: Jo
Harriet: Hattie
Imogen: Immy
Georgina: Georgie Gina
Philippa: Pippa Pip
Florence: Flo Florrie
Beatrice: Bea Trixie
Matilda: Tilly Mattie
Penelope: Penny
Phoebe: Phebs
Zoe:
Tabitha: Tabby
Winifred: Winnie Fred
Yvonne: Von
"""

SURNAMES = """
Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker White Roberts Green
Hall Wood Jackson Clarke Thomas Harris Lewis Martin Cooper King Ward Hughes Turner Hill Moore Clark Harrison Scott
Young Morris Cook Watson Baker Carter Morgan Mitchell James Anderson Bell Phillips Lee Davis Parker Bennett Miller
Allen Shaw Simpson Adams Price Cox Richardson Edwards Collins Marshall Gray Griffiths Murphy Kelly Ellis Wilkinson
Foster Powell Richards Webb Chapman Hunt Mason Rogers Holmes Palmer Mills Knight Matthews Barnes Stevens Russell
Butler Fisher Lloyd Graham Jenkins Barker Dixon Fletcher Stewart Murray Pearson Campbell Reynolds Harvey Dawson Fox
Howard Andrews Perry Ford Lawrence Day Walsh Berry Owen Elliott Gibson Hart Ross Burton Brooks Reid Spencer Payne
Hudson Cole Kennedy Armstrong Lane Carr Grant Hunter Palfrey Williamson Cunningham Woods Stone Gardner Robertson
Warren Ryan Bailey Ball Webster Duncan Wells Hamilton Porter Bishop Arnold Gordon Atkinson Riley Wallace Mcdonald
Ferguson West Bradley Watts Henderson Franklin Nicholson Crawford Freeman Boyd Cross Henry Hicks Douglas Newton Rose
Harper Simmons Black Bird Dunn Sutton Barrett Stephens Hawkins Long Lambert Thomson Jordan Nelson Brady Peters
Curtis Pritchard Gilbert Cartwright Burgess Dean Griffin Wade Austin Goodwin Wheeler Preston Barton Norris Byrne
Doyle Parsons Nash Osborne May Potter Gregory Welch Rowe Fuller Lowe Saunders Bates Lynch Frost Lawson Hardy Field
Carpenter Moss Warner Farrell Sharp Hewitt Chambers Stephenson Rees Pearce Coleman Marsh Bond Whitehead Read Parkin
Booth Reeves Sanders Tucker Jennings Hayes Holland Cooke Hopkins Oliver Alexander Ashton Francis George Gibbs
Harding Gill Wong Chan Patel Singh Khan Ahmed Hussain Begum Ali Shah Kaur Malik Iqbal Mahmood Akhtar Rahman Islam
Chowdhury Miah Sharma Gupta Desai Mistry Nair Okafor Adeyemi Mensah Owusu Boateng Nowak Kowalski Rossi Ferrari Costa
Silva Santos Fernandes Pereira Novak Horvath Schmidt Weber Muller Dupont Bernard Laurent Macdonald Macleod Mackenzie
Mackay Mclean Mcgregor Mcintosh Mcmillan Mccarthy Mcgrath Mckenna O'Brien O'Connor O'Neill O'Sullivan O'Donnell
O'Reilly Gallagher Doherty Nolan Quinn Brennan Burke Kavanagh Duffy Maguire Flynn Connolly Hogan Cullen Sheridan
Fitzgerald Donnelly Casey Foley Keane Buckley Power Regan Sweeney Tobin Whelan Daly Abbott Akroyd Aldridge Allsop
Appleby Archer Ashworth Aspinall Attwood Bagshaw Bannister Barlow Barnett Bartlett Bassett Baxter Beaumont Beckett
Bentley Benson Birch Blackburn Blake Bolton Bowen Bowman Boyle Bradshaw Bray Briggs Brookes Bryan Bryant Buckland
Bull Burrows Bush Callaghan Cameron Cannon Carey Carlisle Cassidy Chadwick Charlton Church Clayton Clements Cliff
Coates Conway Corbett Cowan Craig Crane Crosby Crouch Dale Dalton Daniels Davidson Davey Dennis Derbyshire Devlin
Dickinson Dobson Dodd Drake Drew Dudley Dyer Eaton Edge Egerton Emery English Farmer Faulkner Fenton Finch Fleming
Forster Fowler Frith Garner Garrett Gibbons Giles Glover Godfrey Goddard Goodman Gough Greenwood Haines Hale Hammond
Hancock Hargreaves Hartley Hastings Haynes Heath Herbert Hobbs Hodgson Holden Hooper Horton Howarth Howe Howell
Humphreys Hurst Hutchinson Ingham Ingram Irving Jarvis Jeffery Kay Kemp Kent Kerr Kirby Kirk Knowles Lamb Leach
Leigh Lester Little Livingstone Lomax Lucas Lyons Manning Mann Marsden Massey Mellor Metcalfe Middleton Miles Milner
Morley Morton Myers Naylor Neal Newman Nicholls Norman Norton Oakley Ogden Page Park Parry Peacock Perkins Pickering
Pike Pollard Poole Pope Pratt Quayle Radcliffe Ramsden Randall Rawlings Redfern Rhodes Rigby Roberson Rowley Royle
Salmon Savage Schofield Seymour Shelton Shepherd Short Slater Snow Sparks Steele Stokes Stuart Summers Swift Talbot
Tanner Thornton Todd Townsend Tyler Underwood Vaughan Vincent Wall Walters Warburton Waters Weston Wheatley
Whittaker Wilde Wilkins Willis Winter Woodward Yates
"""

STEMS = """
Acker Alder Ald Amble Apple Arm Ash Asp Bad Bag Ban Bark Barn Bas Bath Beck Bed Bel Ben Ber Birk Black Blen Bod Bol
Bos Brad Bram Bran Bray Brent Brid Brig Brom Buck Bur Byr Cad Cal Cam Can Carl Cast Chad Chal Charl Chat Chel Chest
Chil Clay Cleve Cliff Clif Cob Cod Col Comp Cor Cot Cran Craw Cres Crof Crom Cul Cum Dal Dan Dar Deb Den Der Dod Don
Dor Dun Dur East Ec Edge Elder Elm Els Emb Ever Fair Fal Far Farn Fen Fern Finch Flax Flet Fol Fox Framp Ful Gar Gat
Gil Glad Glas Gold Good Graf Gran Gray Green Grim Grin Had Hal Ham Han Hard Hare Harl Hart Has Hat Haver Haw Hazel
Heath Heb Hel Hen Her Hex High Hol Hop Horn Hor Hough Hul Hun Hux Il Ing Ips Kel Ken Kes Ket Kid Kil King Kip Kirk
Knap Lam Lan Lang Lap Lau Law Lea Led Lee Leo Lin Lit Lock Long Lud Lyn Mal Man Mar Mel Mer Mid Mil Mon Moor Mor Mos
Nap Nea New Nor Oak Old Or Os Ot Ox Pad Par Pem Pen Per Pick Pil Plum Pop Por Pres Pud Rad Ram Ran Rat Raven Red
Rich Rid Ring Rip Rock Rom Ros Row Rud Rush Rut Sal San Sed Sel Sev Shaf Shel Shep Sher Ship Sil Skel Sker Slo Sned
Som South Spal Stam Stan Stap Stock Stoke Strat Sud Sun Sut Swan Swin Tad Tal Tam Tat Ten Thack Thorn Thur Til Tin
Tor Trow Tun Twi Up Ux Wad Wain Wal War Was Wat Way Wel Wen Wes Whar Whit Wid Wil Win Wit Wol Wood Wor Wrex Wy Yar
Yel York
"""

SUFFIXES = (
    "ton ley field wood son ford ham worth well by den stone bury wick shaw more mere croft combe gate bridge land"
)
