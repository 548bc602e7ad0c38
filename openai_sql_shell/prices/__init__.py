"""What tokens cost: a model and a day come in, rates go out; a line's own usage times these is what it cost.

`own_prices` reads what a person wrote down, `package_prices` alone knows the package with everybody's prices, `price_list` asks the one
before the other. What nobody knows has no price: nothing here guesses.
"""
