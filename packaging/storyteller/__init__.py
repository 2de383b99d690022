"""How the storyteller was made: the corpus, training, export and evaluation of the model that ships."""
